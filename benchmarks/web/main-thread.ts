import type { Browser, Page } from 'playwright-core';

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** µs, by the clock. */
  dur?: number;
  /** µs that the thread computed. */
  tdur?: number;
  args?: { name?: string };
}

/** A task of the page's main thread, in ms. */
export interface Task {
  /** By the clock: what else ran on the machine is in it. */
  wall: number;
  /** That the thread computed. */
  cpu: number;
}

/** Tasks of the main thread while `work` runs. */
export async function mainThreadTasks(browser: Browser, page: Page, work: () => Promise<void>): Promise<Task[]> {
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
  await work();
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  return tasksOf(trace.traceEvents);
}

function tasksOf(events: readonly TraceEvent[]): Task[] {
  const byThread = new Map<string, Task[]>();
  const mainThreads = events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
  for (const { pid, tid } of mainThreads) byThread.set(`${pid}/${tid}`, []);
  for (const { name, ph, pid, tid, dur = 0, tdur = 0 } of events) {
    if (ph !== 'X' || !name.endsWith('RunTask')) continue;
    byThread.get(`${pid}/${tid}`)?.push({ wall: dur / 1000, cpu: tdur / 1000 });
  }
  // A spare renderer of the browser's does next to nothing.
  const busy = (tasks: readonly Task[]): number => tasks.reduce((sum, { wall }) => sum + wall, 0);
  return [...byThread.values()].toSorted((a, b) => busy(b) - busy(a))[0] ?? [];
}

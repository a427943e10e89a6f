import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { readProcess } from '../room/processes.ts';
import { fetchMetrics, sumOf } from '../room/read-metrics.ts';
import { isReady, type ServerProcess } from '../room/server-process.ts';
import { findVictim, type Victim } from './victims.ts';

/** Whether there is another process within `limitMs`, and what needs it is answered. */
export async function isBackAgain(
  server: ServerProcess,
  { victim, killed, key, limitMs }: { victim: Victim; killed: number; key: string; limitMs: number },
): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  while (performance.now() < deadline) {
    const found = findVictim(server, victim);
    const isThere = found !== undefined && found !== killed;
    // Whoever trains resumes the run, as its error says.
    const isBack = isThere && (victim === 'trainer' || (await answers(server, victim, key)));
    if (isBack && (await isReady(server.url))) return true;
    await sleep(25);
  }
  return false;
}

async function answers({ url }: ServerProcess, victim: Victim, key: string): Promise<boolean> {
  // New each time: no answer of before can be used again.
  const tool = { name: 'everything__echo', arguments: { message: `here again ${randomUUID()}` } };
  const chat = { messages: [{ role: 'user', content: 'Please say 2 words.' }], max_tokens: 2 };
  try {
    const response = await fetch(`${url}${victim === 'mcp' ? '/tool_call' : '/v1/chat/completions'}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify(victim === 'mcp' ? tool : chat),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    return response.ok && (victim !== 'mcp' || text.includes(tool.arguments.message));
  } catch {
    return false;
  }
}

/** Processes of a server that was killed have to end by themselves. */
export async function orphans(pids: readonly number[]): Promise<string[]> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const alive = pids.flatMap((pid) => readProcess(pid) ?? []);
    if (alive.length === 0) return [];
    if (performance.now() > deadline) return alive.map(({ command }) => `left behind: ${command.slice(0, 200)}`);
    await sleep(100);
  }
}

/** Slots and queue have to be empty when nobody asks any more. */
export async function settled(server: ServerProcess, key: string): Promise<string[]> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const metrics = await fetchMetrics(server.url, key);
    const busy = ['tuneloop_slots_in_use', 'tuneloop_queue_length'].filter((name) => sumOf(metrics, name) !== 0);
    if (busy.length === 0) return [];
    if (performance.now() > deadline) return busy.map((name) => `${name} is ${sumOf(metrics, name)} after the end`);
    await sleep(100);
  }
}

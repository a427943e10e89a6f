/** What the thread needs to know of a program's timers. */
interface Timers {
  /** In how many ms the next one is due; -1 without any. */
  wait: () => number;
  /** Calls the one that is due first. */
  fire: () => void;
}

/**
 * `setTimeout`, `setInterval` and what clears them. Its source is evaluated in QuickJS, so it refers to nothing outside
 * of itself; the thread around it does the waiting.
 */
export function vmTimers(): Timers {
  interface Timer {
    due: number;
    /** Of an interval. */
    period?: number | undefined;
    call: () => unknown;
  }
  const timers = new Map<number, Timer>();
  const { now } = Date;
  let last = 0;

  const add = (callback: unknown, delay: unknown, values: unknown[], repeated: boolean): number => {
    if (typeof callback !== 'function') throw new TypeError('A timer needs a function');
    const period = Math.max(1, Number(delay) || 0);
    const call = () => (callback as (...values: unknown[]) => unknown)(...values);
    timers.set(++last, { due: now() + period, period: repeated ? period : undefined, call });
    return last;
  };
  const first = (): [number, Timer] | undefined => {
    let found: [number, Timer] | undefined;
    for (const entry of timers) if (found === undefined || entry[1].due < found[1].due) found = entry;
    return found;
  };
  const clear = (id: number): void => void timers.delete(id);
  Object.assign(globalThis, {
    setTimeout: (callback: unknown, delay?: unknown, ...values: unknown[]) => add(callback, delay, values, false),
    setInterval: (callback: unknown, delay?: unknown, ...values: unknown[]) => add(callback, delay, values, true),
    clearTimeout: clear,
    clearInterval: clear,
  });
  return {
    wait() {
      const next = first();
      return next === undefined ? -1 : Math.max(0, next[1].due - now());
    },
    fire() {
      const next = first();
      if (next === undefined) return;
      const [id, timer] = next;
      if (timer.period === undefined) timers.delete(id);
      else timer.due = now() + timer.period;
      timer.call();
    },
  };
}

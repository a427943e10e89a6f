/** Lets readers wait until a job of this process has a new event. */
export interface ChangeSignal {
  notify(id: string): void;
  /** Resolves at the next `notify(id)`, after `timeoutMs`, or when `signal` is aborted. */
  wait(id: string, timeoutMs: number, signal: AbortSignal | undefined): Promise<void>;
}

export function createChangeSignal(): ChangeSignal {
  const waiting = new Map<string, Set<() => void>>();
  return {
    notify(id) {
      const wakers = waiting.get(id);
      waiting.delete(id);
      for (const wake of wakers ?? []) wake();
    },
    wait: (id, timeoutMs, signal) =>
      new Promise((resolve) => {
        const wakers = waiting.get(id) ?? new Set();
        const wake = (): void => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', wake);
          wakers.delete(wake);
          if (wakers.size === 0 && waiting.get(id) === wakers) waiting.delete(id);
          resolve();
        };
        const timer = setTimeout(wake, timeoutMs);
        waiting.set(id, wakers.add(wake));
        if (signal?.aborted) wake();
        else signal?.addEventListener('abort', wake, { once: true });
      }),
  };
}

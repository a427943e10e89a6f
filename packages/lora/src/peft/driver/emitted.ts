/**
 * What `work` emits, as it comes; returns what it returns. Work goes on whether or not anybody takes the events; leaving
 * the loop aborts it by the signal that it gets.
 */
export async function* emitted<Event, Result>(
  work: (emit: (event: Event) => void, signal: AbortSignal) => Promise<Result>,
  signal?: AbortSignal,
): AsyncGenerator<Event, Result, void> {
  const left = new AbortController();
  const events: Event[] = [];
  let wake = Promise.withResolvers<void>();
  let settled = false;
  const running = work(
    (event) => {
      events.push(event);
      wake.resolve();
    },
    signal ? AbortSignal.any([signal, left.signal]) : left.signal,
  ).finally(() => {
    settled = true;
    wake.resolve();
  });
  // It is awaited below; until then a failure must not count as one that nobody handles.
  running.catch(() => undefined);
  try {
    while (true) {
      await wake.promise;
      wake = Promise.withResolvers();
      yield* events.splice(0);
      if (settled && events.length === 0) return await running;
    }
  } finally {
    if (!settled) {
      left.abort();
      await running.catch(() => undefined);
    }
  }
}

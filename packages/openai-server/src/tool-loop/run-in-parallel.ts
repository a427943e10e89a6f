/** Starts the tasks in their order, at most `limit` at the same time; one promise for each, in their order. */
export function runInParallel<T>(tasks: readonly (() => Promise<T>)[], limit: number): Promise<T>[] {
  const outcomes = tasks.map(() => Promise.withResolvers<T>());
  const waiting = tasks.entries();
  const work = async (): Promise<void> => {
    for (const [index, task] of waiting) await task().then(outcomes[index]!.resolve, outcomes[index]!.reject);
  };
  for (let workers = 0; workers < Math.min(limit, tasks.length); workers += 1) void work();
  return outcomes.map(({ promise }) => {
    // Whoever reads them in order may stop at the first that fails; the others must not end the process.
    promise.catch(() => undefined);
    return promise;
  });
}

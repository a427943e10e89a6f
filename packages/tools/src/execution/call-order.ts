/**
 * Lets calls that change nothing run together, and one that changes something alone, in the order in which they came:
 * what a model asked for in one turn then has the outcome that it would have had one after the other.
 */
export interface CallOrder {
  run<T>(isAlone: boolean, work: () => Promise<T>): Promise<T>;
}

export function createCallOrder(): CallOrder {
  /** Ends when the last call that ran alone has ended. */
  let alone: Promise<unknown> = Promise.resolve();
  let together: Promise<unknown>[] = [];
  return {
    run(isAlone, work) {
      const before = isAlone ? Promise.all([alone, ...together]) : alone;
      const result = before.then(work);
      const ended = result.then(
        () => undefined,
        () => undefined,
      );
      if (isAlone) {
        alone = ended;
        together = [];
      } else {
        together.push(ended);
        void ended.then(() => (together = together.filter((each) => each !== ended)));
      }
      return result;
    },
  };
}

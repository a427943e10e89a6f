import type { LoadedModel } from '@tuneloop/protocol';

/** What an engine owes: answers that somebody waits for. */
class Debt {
  #owed = 0;
  #since = 0;
  /** How long something was owed without anything coming, before `#since`. */
  #earlierMs = 0;

  begin(): void {
    if (this.#owed === 0) this.#since = performance.now();
    this.#owed += 1;
  }

  /** Something came. */
  progress(): void {
    this.#since = performance.now();
    this.#earlierMs = 0;
  }

  end(): void {
    this.#owed -= 1;
    if (this.#owed === 0) this.#earlierMs += performance.now() - this.#since;
  }

  /** Since when nothing has come while something was owed, in ms; 0 while nothing is. */
  get silentMs(): number {
    return this.#owed === 0 ? 0 : this.#earlierMs + performance.now() - this.#since;
  }
}

/**
 * Tells an engine that is stuck from one that has nothing to do, and from readers that are slow: only the time counts
 * in which somebody waits for the engine. Who gives up waiting does not reset it.
 */
export class EngineProgress {
  readonly #debts = new Map<string, Debt>();

  /** How long each model has been silent though something is waited for, in ms. */
  silences(): { model: string; milliseconds: number }[] {
    return [...this.#debts].map(([model, { silentMs }]) => ({ model, milliseconds: silentMs }));
  }

  /** Forgets what was owed by a model that is gone. */
  forget(model: string): void {
    this.#debts.delete(model);
  }

  /** The same model, watched. */
  watch(model: LoadedModel): LoadedModel {
    const debtOf = (): Debt => {
      const known = this.#debts.get(model.info.id);
      if (known) return known;
      const debt = new Debt();
      this.#debts.set(model.info.id, debt);
      return debt;
    };
    const once = async <T>(call: () => Promise<T>): Promise<T> => {
      const debt = debtOf();
      debt.begin();
      try {
        const answer = await call();
        debt.progress();
        return answer;
      } finally {
        debt.end();
      }
    };
    return {
      ...model,
      generate: (request, options) => follow(model.generate(request, options), debtOf()),
      embed: (request, options) => once(() => model.embed(request, options)),
      rerank: (request, options) => once(() => model.rerank(request, options)),
    };
  }
}

async function* follow<T>(events: AsyncIterable<T>, debt: Debt): AsyncGenerator<T, void, void> {
  const iterator = events[Symbol.asyncIterator]();
  const next = async (): Promise<IteratorResult<T>> => {
    debt.begin();
    try {
      const result = await iterator.next();
      debt.progress();
      return result;
    } finally {
      debt.end();
    }
  };
  try {
    for (let result = await next(); !result.done; result = await next()) yield result.value;
  } finally {
    await iterator.return?.();
  }
}

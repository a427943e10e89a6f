import type { GenerationEvent } from '@tuneloop/protocol';
import type { ChoiceEvent } from './choice-event.ts';

/** Starts one of the generations of a request. */
export type GenerationStarter = (signal: AbortSignal) => AsyncIterable<GenerationEvent>;

/** Of one request's generations, how many run at the same time; the others follow as these end. */
const maxConcurrent = 8;

/**
 * The events of several generations, as they come. Pulls from each one event ahead at most, so that a slow reader slows
 * the engine down. When one fails, or the reader leaves, all are aborted.
 */
export function mergeChoices(
  starters: readonly GenerationStarter[],
  signal: AbortSignal,
): AsyncGenerator<ChoiceEvent, void, undefined> {
  const [only, ...others] = starters;
  return only && others.length === 0 ? single(only, signal) : merge(starters, signal);
}

async function* single(start: GenerationStarter, signal: AbortSignal): AsyncGenerator<ChoiceEvent, void, undefined> {
  for await (const event of start(signal)) yield { index: 0, event };
}

interface Source {
  index: number;
  iterator: AsyncIterator<GenerationEvent>;
}

type Arrival = { source: Source } & ({ result: IteratorResult<GenerationEvent> } | { error: unknown });

async function* merge(
  starters: readonly GenerationStarter[],
  outer: AbortSignal,
): AsyncGenerator<ChoiceEvent, void, undefined> {
  const inner = new AbortController();
  const signal = AbortSignal.any([outer, inner.signal]);
  const arrivals: Arrival[] = [];
  const running = new Set<Source>();
  const waiting = starters.entries();
  let wake: (() => void) | undefined;

  const arrive = (arrival: Arrival): void => {
    arrivals.push(arrival);
    wake?.();
  };
  const pull = (source: Source): void => {
    source.iterator.next().then(
      (result) => arrive({ source, result }),
      (error: unknown) => arrive({ source, error }),
    );
  };
  const startNext = (): void => {
    const { value } = waiting.next();
    if (!value) return;
    const [index, start] = value;
    const source = { index, iterator: start(signal)[Symbol.asyncIterator]() };
    running.add(source);
    pull(source);
  };

  try {
    for (let count = 0; count < maxConcurrent; count += 1) startNext();
    while (running.size > 0) {
      const arrival = arrivals.shift();
      if (!arrival) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      const { source } = arrival;
      if ('error' in arrival) {
        running.delete(source);
        throw arrival.error;
      }
      if (arrival.result.done) {
        running.delete(source);
        startNext();
      } else {
        yield { index: source.index, event: arrival.result.value };
        pull(source);
      }
    }
  } finally {
    inner.abort();
    await Promise.allSettled([...running].map(async ({ iterator }) => iterator.return?.()));
  }
}

import { TuneloopError } from '@tuneloop/protocol';
import { createStopString } from './stop-string.ts';

export interface StopMatch {
  /** Text that can be shown: no stop string, nor the beginning of one that may still complete. */
  text: string;
  /** The stop string that was met. The text ends before it, and whatever is pushed later is dropped. */
  stopped?: string;
}

/**
 * Finds stop strings in text that arrives in pieces, however it is cut, and holds back no more than what may turn out
 * to be the beginning of one.
 */
export interface StopMatcher {
  /** @param text whole characters: a surrogate pair must not be cut. */
  push(text: string): StopMatch;
  /** @returns what was held back; the text has ended, so it belongs to the output. */
  flush(): string;
}

/**
 * The first stop string that is completed wins; of several that are completed by the same character, the longest.
 *
 * @param stops at most a few; throws `INVALID_REQUEST` when one is empty.
 */
export function createStopMatcher(stops: readonly string[]): StopMatcher {
  if (stops.includes('')) {
    throw new TuneloopError('INVALID_REQUEST', 'A stop string must not be empty: leave it out.');
  }
  const candidates = stops.toSorted((a, b) => b.length - a.length).map(createStopString);
  let held = '';
  let stopped = false;
  return {
    push(text) {
      if (stopped) return { text: '' };
      if (candidates.length === 0) return { text };
      const pending = held + text;
      let end = held.length;
      for (const character of text) {
        end += character.length;
        let completed: string | undefined;
        for (const candidate of candidates) {
          if (candidate.advance(character)) completed ??= candidate.value;
        }
        if (completed === undefined) continue;
        stopped = true;
        held = '';
        return { text: pending.slice(0, end - completed.length), stopped: completed };
      }
      const safe = pending.length - Math.max(...candidates.map(({ matchedLength }) => matchedLength));
      held = pending.slice(safe);
      return { text: pending.slice(0, safe) };
    },
    flush() {
      const text = held;
      held = '';
      stopped = true;
      return text;
    },
  };
}

import { useCallback, useEffect, useRef, useState } from 'react';
import { queryClient } from '../../app/query-client.ts';
import { comparisonEvents } from './comparison-events.ts';
import { comparisonQuery } from './comparison.ts';
import { noDrafts, withDraftEvent, type LiveDraft } from './live-round.ts';
import { roundRequest, type RoundQuestion } from './round-request.ts';

export interface LiveRound {
  question: string;
  drafts: readonly LiveDraft[];
}

export interface RoundControl {
  /** While answers are made. */
  live: LiveRound | undefined;
  /** The comparison's id once it is complete; `undefined` when it was stopped. Throws a `RequestProblem`. */
  ask: (asked: RoundQuestion) => Promise<string | undefined>;
  stop: () => void;
  /** Once the complete comparison is shown in its place. */
  clear: () => void;
}

/** Asks a question of both sides. Who leaves the page stops it. */
export function useRound(): RoundControl {
  const [live, setLive] = useState<LiveRound>();
  const running = useRef<AbortController>(undefined);
  const stop = useCallback(() => running.current?.abort(), []);
  useEffect(() => stop, [stop]);

  const ask = useCallback(async (asked: RoundQuestion): Promise<string | undefined> => {
    const controller = new AbortController();
    running.current?.abort();
    running.current = controller;
    let drafts: readonly LiveDraft[] = noDrafts;
    let frame = 0;
    // Tokens come faster than a screen shows them.
    const show = (): void => {
      frame = 0;
      setLive({ question: asked.question, drafts });
    };
    show();
    try {
      for await (const event of comparisonEvents(roundRequest(asked), controller.signal)) {
        if (event.type === 'comparison') {
          const { comparison } = event;
          queryClient.setQueryData(comparisonQuery(comparison.id).queryKey, comparison);
          return comparison.id;
        }
        drafts = withDraftEvent(drafts, event, performance.now());
        frame ||= requestAnimationFrame(show);
      }
      return undefined;
    } catch (error) {
      if (running.current === controller) setLive(undefined);
      if (controller.signal.aborted) return undefined;
      throw error;
    } finally {
      cancelAnimationFrame(frame);
    }
  }, []);
  const clear = useCallback(() => setLive(undefined), []);
  return { live, ask, stop, clear };
}

import { useEffect, useRef, useState } from 'react';
import { isLostConnection } from '../api/problem.ts';
import { runEvents } from './run-events.ts';
import { emptyHistory, withEvents, type RunEvent, type RunHistory } from './run-history.ts';

const againMs = 2000;
/** Events that come together are shown together. */
const gatherMs = 100;

/**
 * All that has happened in a run, and what happens while it is active. After a lost connection it goes on where it was.
 * `onChange` is called when a step has changed its state.
 */
export function useRunHistory(
  id: string,
  isActive: boolean,
  onChange: () => void,
): { history: RunHistory; isLost: boolean; error: unknown } {
  const [shown, setShown] = useState({ id, history: emptyHistory });
  const known = useRef(shown);
  const [problem, setProblem] = useState<{ isLost: boolean; error?: unknown }>({ isLost: false });
  const changed = useRef(onChange);
  useEffect(() => {
    changed.current = onChange;
  });

  useEffect(() => {
    if (known.current.id !== id) known.current = { id, history: emptyHistory };
    const stopping = new AbortController();
    const { signal } = stopping;
    let waiting: RunEvent[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = (): void => {
      timer = undefined;
      const { history } = known.current;
      const next = withEvents(history, waiting);
      waiting = [];
      known.current = { id, history: next };
      setShown(known.current);
      if (next.changes > history.changes) changed.current();
    };
    const follow = async (): Promise<void> => {
      while (!signal.aborted) {
        try {
          for await (const event of runEvents(id, known.current.history.position, signal)) {
            setProblem({ isLost: false });
            waiting.push(event);
            timer ??= setTimeout(flush, gatherMs);
          }
          // A server that stops ends its streams, too: whether the run has ended is asked again.
          if (!isActive) return;
        } catch (error) {
          if (signal.aborted) return;
          if (!isLostConnection(error)) return setProblem({ isLost: false, error });
          setProblem({ isLost: true });
          clearTimeout(timer);
          flush();
        }
        await new Promise((resolve) => setTimeout(resolve, againMs));
      }
    };
    void follow();
    return () => {
      stopping.abort();
      if (timer === undefined) return;
      clearTimeout(timer);
      flush();
    };
    // A run that goes on after it had ended is followed again.
  }, [id, isActive]);

  return { history: shown.id === id ? shown.history : emptyHistory, ...problem, error: problem.error };
}

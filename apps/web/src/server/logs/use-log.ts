import { useEffect, useReducer, useRef } from 'react';
import { isRefusal } from '../../api/problem.ts';
import { notifyProblem } from '../../ui/notices.ts';
import { followLog, readLog, type LogFilter, type LogLine } from './log-source.ts';
import { changeLog, emptyLog, type LogChange, type LogState } from './log-state.ts';

const tryAgainMs = 2000;
/** Lines that come at once are shown at once. */
const gatherMs = 100;

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Takes lines one by one, and gives them on in heaps. */
function gatherLines(show: (lines: readonly LogLine[]) => void): (line: LogLine) => void {
  let heap: LogLine[] = [];
  return (line) => {
    heap.push(line);
    if (heap.length > 1) return;
    setTimeout(() => {
      const lines = heap;
      heap = [];
      show(lines);
    }, gatherMs);
  };
}

interface Following {
  filter: LogFilter;
  /** Of the last line that is known; `undefined` before the first page. */
  position: { current: number | undefined };
  change: (change: LogChange) => void;
  isFollowing: boolean;
  signal: AbortSignal;
}

async function keepUp({ filter, position, change, isFollowing, signal }: Following): Promise<void> {
  const take = gatherLines((lines) => {
    if (!signal.aborted) change({ type: 'lines', lines });
  });
  while (!signal.aborted) {
    try {
      if (position.current === undefined) {
        const page = await readLog(filter, { signal });
        position.current = page.last_position;
        change({ type: 'page', page });
      }
      change({ type: 'connection', connection: isFollowing ? 'following' : 'stopped' });
      if (!isFollowing) return;
      for await (const line of followLog(filter, { after: position.current, signal })) {
        position.current = line.position;
        take(line);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (isRefusal(error)) {
        change({ type: 'failed', error });
        return;
      }
    }
    if (signal.aborted) return;
    change({ type: 'connection', connection: 'lost' });
    await pause(tryAgainMs, signal);
  }
}

/** The log as it is and as it goes on. For another filter mount it anew. */
export function useLog(filter: LogFilter, isFollowing: boolean): LogState & { loadOlder: () => void } {
  const [state, change] = useReducer(changeLog, emptyLog);
  const position = useRef<number>(undefined);
  const { level, request } = filter;
  useEffect(() => {
    const leaving = new AbortController();
    void keepUp({ filter: { level, request }, position, change, isFollowing, signal: leaving.signal });
    return () => leaving.abort();
  }, [level, request, isFollowing]);
  const loadOlder = (): void => {
    const before = state.lines[0]?.position;
    readLog(filter, before === undefined ? {} : { before }).then(
      (page) => change({ type: 'older', page }),
      notifyProblem,
    );
  };
  return { ...state, loadOlder };
}

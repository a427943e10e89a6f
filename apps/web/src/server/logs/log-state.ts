import type { LogLine, LogPage } from './log-source.ts';

export interface LogState {
  lines: readonly LogLine[];
  /** Whether the server keeps older ones. */
  hasOlder: boolean;
  connection: 'loading' | 'following' | 'lost' | 'stopped';
  error: unknown;
}

export type LogChange =
  | { type: 'page'; page: LogPage }
  | { type: 'older'; page: LogPage }
  | { type: 'lines'; lines: readonly LogLine[] }
  | { type: 'connection'; connection: LogState['connection'] }
  | { type: 'failed'; error: unknown };

/** Lines that are shown at most; the oldest go first. */
export const mostLines = 2000;

export const emptyLog: LogState = { lines: [], hasOlder: false, connection: 'loading', error: undefined };

export function changeLog(state: LogState, change: LogChange): LogState {
  switch (change.type) {
    case 'page':
      return { ...state, lines: change.page.data, hasOlder: change.page.has_more, error: undefined };
    case 'older':
      return { ...state, lines: [...change.page.data, ...state.lines], hasOlder: change.page.has_more };
    case 'lines': {
      const lines = [...state.lines, ...change.lines];
      return { ...state, lines: lines.slice(-mostLines), hasOlder: state.hasOlder || lines.length > mostLines };
    }
    case 'connection':
      return { ...state, connection: change.connection, error: undefined };
    case 'failed':
    default:
      return { ...state, connection: 'stopped', error: change.error };
  }
}

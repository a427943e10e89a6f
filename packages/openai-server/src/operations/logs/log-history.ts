/** The least important first. */
export const logLevels: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** One line of the server's log, redacted as the log is. */
export interface LogLine {
  /** Counts from 1 since the server began; a line that is no longer kept leaves a gap. */
  position: number;
  /** ISO 8601, UTC. */
  time: string;
  level: LogLevel;
  message: string;
  requestId?: string | undefined;
  /** The rest of it. */
  details: Record<string, unknown>;
}

export interface LogFilter {
  /** This level, and what is more important. */
  level?: LogLevel | undefined;
  requestId?: string | undefined;
}

/** The last lines of the log, and those to come. */
export interface LogHistory {
  /** The last `limit` lines that fit, of those before `before` if that is given; the oldest of them first. */
  read(query: LogFilter & { limit: number; before?: number | undefined }): { lines: LogLine[]; hasMore: boolean };
  /** Lines after the position `after`, without an end; a reader that is too slow misses those that are no longer kept. */
  follow(query: LogFilter & { after: number; signal: AbortSignal }): AsyncIterable<LogLine>;
  /** Position of the last line. */
  readonly last: number;
}

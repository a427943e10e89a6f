import { EventEmitter, on } from 'node:events';
import { logLevels, type LogFilter, type LogHistory, type LogLine } from '@tuneloop/openai-server';

export interface KeptLogOptions {
  /** Lines that are kept. Default 2000. */
  maxLines?: number;
  /** All of them together, in characters. Default 4 Mi. */
  maxLength?: number;
}

/** The last lines of a log, as they were written: what is not in the log is not here. */
export interface KeptLog extends LogHistory {
  /** Takes one JSON line. */
  append(line: string): void;
}

interface KeptLine {
  position: number;
  text: string;
}

/** Keeps the last lines in memory, within bounds. */
export function createKeptLog({ maxLines = 2000, maxLength = 4 * 1024 ** 2 }: KeptLogOptions = {}): KeptLog {
  const lines: KeptLine[] = [];
  let last = 0;
  let length = 0;
  const arrivals = new EventEmitter().setMaxListeners(0);

  async function* follow({
    after,
    signal,
    ...filter
  }: LogFilter & { after: number; signal: AbortSignal }): AsyncGenerator<LogLine> {
    let position = after;
    while (!signal.aborted) {
      const first = lines[0]?.position ?? last + 1;
      for (const line of lines.slice(Math.max(0, position + 1 - first))) {
        position = line.position;
        const parsed = parseLine(line);
        if (fits(parsed, filter)) yield parsed;
        if (signal.aborted) return;
      }
      if (position < last) continue;
      // Of a position that was never reached, as after a restart, nothing would come for long.
      position = last;
      await arrival(arrivals, signal);
    }
  }

  return {
    append(text) {
      last += 1;
      length += text.length;
      lines.push({ position: last, text });
      while (lines.length > maxLines || (length > maxLength && lines.length > 1)) length -= lines.shift()!.text.length;
      arrivals.emit('line');
    },
    read({ before = Infinity, limit, ...filter }) {
      const found: LogLine[] = [];
      for (const line of lines.toReversed()) {
        if (line.position >= before) continue;
        const parsed = parseLine(line);
        if (!fits(parsed, filter)) continue;
        if (found.length === limit) return { lines: found.toReversed(), hasMore: true };
        found.push(parsed);
      }
      return { lines: found.toReversed(), hasMore: false };
    },
    follow,
    get last() {
      return last;
    },
  };
}

/** Until the next line is there; returns as well when `signal` is aborted. */
async function arrival(arrivals: EventEmitter, signal: AbortSignal): Promise<void> {
  try {
    for await (const _ of on(arrivals, 'line', { signal })) return;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function parseLine({ position, text }: KeptLine): LogLine {
  const { time, level, msg, requestId, ...details } = JSON.parse(text) as Record<string, unknown>;
  return {
    position,
    time: String(time),
    level: logLevels.find((known) => known === level) ?? 'info',
    message: typeof msg === 'string' ? msg : '',
    ...(typeof requestId === 'string' && { requestId }),
    details,
  };
}

function fits(line: LogLine, { level, requestId }: LogFilter): boolean {
  if (requestId !== undefined && line.requestId !== requestId) return false;
  return level === undefined || logLevels.indexOf(line.level) >= logLevels.indexOf(level);
}

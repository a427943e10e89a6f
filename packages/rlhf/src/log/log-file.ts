import { readdirSync } from 'node:fs';

/** One file of a log. Only one writer at a time appends to it. */
export interface LogFile {
  name: string;
  /** UTC day of writing, `2026-11-21`. */
  day: string;
  /** Which of the processes that write to the folder at the same time, from 1. */
  writer: number;
  /** Which of that writer's files of the day, from 1. */
  part: number;
}

const pattern = /^(?<day>\d{4}-\d{2}-\d{2})(?:\.w(?<writer>\d{1,4}))?(?:\.(?<part>\d{1,6}))?\.jsonl$/;

/** `2026-11-21.jsonl`, `2026-11-21.2.jsonl`; of the second writer `2026-11-21.w2.jsonl`, `2026-11-21.w2.2.jsonl`. */
export function logFile(day: string, writer: number, part: number): LogFile {
  const name = `${day}${writer === 1 ? '' : `.w${writer}`}${part === 1 ? '' : `.${part}`}.jsonl`;
  return { name, day, writer, part };
}

/** Nothing when `name` is not one of a log's files. */
export function parseLogFile(name: string): LogFile | undefined {
  const groups = pattern.exec(name)?.groups;
  if (!groups) return undefined;
  const file = logFile(groups['day']!, Number(groups['writer'] ?? 1), Number(groups['part'] ?? 1));
  // Another spelling of the same file (`….w1.jsonl`) would be a copy.
  return file.name === name ? file : undefined;
}

/** Sorts as text in the order in which a log is read. */
export function rankOf({ day, writer, part }: LogFile): string {
  return `${day}.${String(writer).padStart(4, '0')}.${String(part).padStart(6, '0')}`;
}

/** A log's files in the order in which they are read: by day, then by writer; none when there is no such folder. */
export function listLogFiles(folder: string): LogFile[] {
  return readNames(folder)
    .flatMap((name) => parseLogFile(name) ?? [])
    .toSorted((a, b) => (rankOf(a) < rankOf(b) ? -1 : 1));
}

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

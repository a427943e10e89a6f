import { visibleText } from '../../chat/visible-text.ts';
import type { LogLine } from './log-source.ts';

const clock = new Intl.DateTimeFormat('en', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hour12: false,
});

export const timeOf = ({ time }: LogLine): string => clock.format(new Date(time));

const written = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** What was logged beside the message, in the order of the log; the stack of an error is apart. */
export function detailsOf({ details }: LogLine): { pairs: [name: string, value: string][]; stack: string | undefined } {
  const { err, ...rest } = details as { err?: { message?: unknown; stack?: unknown } } & Record<string, unknown>;
  const pairs = Object.entries(rest).map(([name, value]): [string, string] => [name, visibleText(written(value))]);
  const stack = err?.stack ?? err?.message;
  return { pairs, stack: typeof stack === 'string' ? visibleText(stack) : undefined };
}

/** A line as text: to search in, and to copy. */
export function lineText(line: LogLine): string {
  const { pairs, stack } = detailsOf(line);
  const head = [line.time, line.level, visibleText(line.message), ...pairs.map(([name, value]) => `${name}=${value}`)];
  const request = line.request_id === null ? [] : [`requestId=${line.request_id}`];
  return [[...head, ...request].join(' '), ...(stack === undefined ? [] : [stack])].join('\n');
}

export function linesWith(lines: readonly LogLine[], text: string): readonly LogLine[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return lines;
  return lines.filter((line) => {
    const shown = lineText(line).toLowerCase();
    return words.every((word) => shown.includes(word));
  });
}

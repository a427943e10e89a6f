import { stripVTControlCharacters, styleText } from 'node:util';
import type { DestinationStream } from 'pino';

type Style = Parameters<typeof styleText>[0];

const levelStyles: Record<string, Style> = { error: 'red', fatal: 'red', warn: 'yellow', debug: 'dim', trace: 'dim' };

function detail(value: unknown): string {
  if (typeof value === 'string') return /[\s"]/.test(value) ? JSON.stringify(value) : value;
  // Measured times have more places than anybody reads.
  if (typeof value === 'number' && !Number.isInteger(value)) return String(Number(value.toFixed(value < 10 ? 2 : 0)));
  return JSON.stringify(value);
}

/** One JSON log line for people: time of day, message, the rest as `name=value`; the stack of an error below. */
function prettyLine(line: string): string {
  const { level, time, msg, err, ...rest } = JSON.parse(line) as Record<string, unknown>;
  const label = String(level);
  const message = typeof msg === 'string' ? stripVTControlCharacters(msg) : '';
  const details = Object.entries(rest).map(([name, value]) => `${name}=${detail(value)}`);
  const words = [
    styleText('dim', new Date(String(time)).toTimeString().slice(0, 8)),
    ...(label === 'info' ? [] : [styleText(levelStyles[label] ?? 'reset', label)]),
    message,
    ...(details.length === 0 ? [] : [styleText('dim', details.join(' '))]),
  ];
  const stack = (err as { stack?: string } | undefined)?.stack;
  return `${words.join(' ')}\n${stack === undefined ? '' : `${stack}\n`}`;
}

export function createPrettyStream(destination: DestinationStream): DestinationStream {
  return { write: (line) => destination.write(prettyLine(line)) };
}

import { styleText } from 'node:util';
import { withoutControlCharacters } from './terminal/control-characters.ts';

/** Says something beside the result: always on standard error, so that standard output stays usable by programs. */
export function notice(text: string): void {
  process.stderr.write(`${styleText('dim', withoutControlCharacters(text), { stream: process.stderr })}\n`);
}

export function warning(text: string): void {
  const prefix = styleText('yellow', 'warning:', { stream: process.stderr });
  process.stderr.write(`${prefix} ${withoutControlCharacters(text)}\n`);
}

/** The result itself, as indented JSON. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
}

import { styleText } from 'node:util';
import { withoutControlCharacters } from '../terminal/control-characters.ts';
import type { AnswerWriter } from './answer.ts';

/**
 * The answer goes to `stdout`, byte for byte when that is a file or a pipe and without control characters when it is a
 * terminal. Reasoning goes to `stderr`, and only when a person looks at it.
 */
export function createAnswerWriter(
  stdout: NodeJS.WriteStream,
  stderr: NodeJS.WriteStream,
): AnswerWriter & { finish(): void } {
  let last: { stream: NodeJS.WriteStream; text: string } | undefined;

  function write(stream: NodeJS.WriteStream, text: string, style?: 'dim'): void {
    if (last && last.stream !== stream) finishLine();
    const shown = stream.isTTY ? withoutControlCharacters(text) : text;
    stream.write(style ? styleText(style, shown, { stream }) : shown);
    last = { stream, text: shown };
  }

  function finishLine(): void {
    if (last && !last.text.endsWith('\n')) last.stream.write('\n');
    last = undefined;
  }

  return {
    text: (text) => write(stdout, text),
    reasoning: (text) => {
      if (stderr.isTTY) write(stderr, text, 'dim');
    },
    finish: finishLine,
  };
}

import { styleText } from 'node:util';
import { withoutControlCharacters } from '../terminal/control-characters.ts';
import type { AnswerWriter } from './answer.ts';
import { MarkdownStream } from './markdown/markdown-stream.ts';
import { describeCall, describeResult } from './tools/describe-call.ts';

/**
 * The answer goes to `stdout`: byte for byte when that is a file or a pipe, without control characters when it is a
 * terminal, and with its markdown shown when that has colours. Reasoning goes to `stderr`, and only when a person looks
 * at it; so do calls of tools and their results.
 */
export function createAnswerWriter(
  stdout: NodeJS.WriteStream,
  stderr: NodeJS.WriteStream,
): AnswerWriter & { finish(): void } {
  let last: { stream: NodeJS.WriteStream; text: string } | undefined;

  const markdown = stdout.isTTY && stdout.hasColors() ? new MarkdownStream() : undefined;

  function write(stream: NodeJS.WriteStream, text: string, style?: 'dim'): void {
    if (last && last.stream !== stream) finishLine();
    const shown = stream.isTTY ? withoutControlCharacters(text) : text;
    if (markdown && stream === stdout) stream.write(markdown.push(shown));
    else stream.write(style ? styleText(style, shown, { stream }) : shown);
    last = { stream, text: shown };
  }

  function finishLine(): void {
    if (markdown && last?.stream === stdout) stdout.write(markdown.end());
    if (last && !last.text.endsWith('\n')) last.stream.write('\n');
    last = undefined;
  }

  function writeLine(text: string): void {
    finishLine();
    const shown = withoutControlCharacters(text);
    stderr.write(`${styleText('dim', shown, { stream: stderr })}\n`);
  }

  return {
    text: (text) => write(stdout, text),
    reasoning: (text) => {
      if (stderr.isTTY) write(stderr, text, 'dim');
    },
    toolCall: ({ call }) => writeLine(describeCall(call)),
    toolResult: ({ call, result, durationMs }) => writeLine(describeResult(call.name, result, durationMs)),
    notice: (text) => writeLine(text),
    finish: finishLine,
  };
}

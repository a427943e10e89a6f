import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { TuneloopError, throwIfAborted } from '@tuneloop/protocol';
import { z } from 'zod';
import { parseJson } from '../files/parse-json.ts';

const part = z.object({ type: z.literal('text'), text: z.string() });
const content = z.union([z.string(), z.array(part).transform((parts) => parts.map(({ text }) => text).join(''))]);
const dialogue = z.union([
  z.string().transform((text) => [text]),
  z.array(z.object({ content })).transform((messages) => messages.map((message) => message.content)),
]);

/** Rows of `sft`, as `prepareData` writes them. */
const rowSchema = z.object({ prompt: dialogue, completion: dialogue });

/**
 * Rows as the text that llama.cpp's program reads: what was said, a message a line, and a blank line between rows. It
 * knows no chat templates: their marks would be read as letters.
 *
 * Errors: `INVALID_REQUEST` with the line of what is not text (tool calls, images), `ABORTED`, and those of reading.
 */
export async function* plainText(file: string, signal?: AbortSignal): AsyncGenerator<string, void, void> {
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    throwIfAborted(signal);
    line += 1;
    if (text.trim() === '') continue;
    const row = rowSchema.safeParse(parseJson(text));
    if (!row.success) {
      throw new TuneloopError(
        'INVALID_REQUEST',
        `${file}:${line} is no question and answer in plain text, and the driver llama.cpp trains on nothing else. Leave the row out, or train with the driver peft.`,
        { details: { path: file, line }, cause: row.error },
      );
    }
    yield `${[...row.data.prompt, ...row.data.completion].join('\n')}\n\n`;
  }
}

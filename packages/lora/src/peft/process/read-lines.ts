import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';
import { TuneloopError } from '@tuneloop/protocol';

const maxLineLength = 16 * 1024 * 1024;

/**
 * The lines of a stream, one after the other: it is read no faster than they are taken, so that a slow reader holds up
 * the writer and not this process's memory. Errors: `OUTPUT_INVALID` for a line of more than 16 Mi characters.
 */
export async function* readLines(stream: Readable): AsyncGenerator<string, void, void> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > maxLineLength) {
      throw new TuneloopError('OUTPUT_INVALID', 'The trainer wrote an event of more than 16 MiB without its end.');
    }
    yield* lines;
  }
  rest += decoder.end();
  if (rest !== '') yield rest;
}

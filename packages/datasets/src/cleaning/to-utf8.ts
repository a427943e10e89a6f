import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { TuneloopError } from '@tuneloop/protocol';
import { openByteSource, type ByteSourceOptions } from '../files/byte-source.ts';
import type { RowSource } from '../files/row-source.ts';

export interface Utf8Content {
  /** What it was, as the WHATWG Encoding Standard names it: `utf-8`, `windows-1252`, `shift_jis`, … */
  encoding: string;
  /** As UTF-8, to be read once: `readRows` takes it. */
  bytes: AsyncIterable<Uint8Array>;
}

/** Enough to tell an encoding by. */
const sampleBytes = 256 * 1024;
const fallback = 'windows-1252';
const marks: readonly (readonly [encoding: string, bytes: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/**
 * Reads text in any encoding as UTF-8: its byte order mark tells, or that it is valid UTF-8, or the frequency of its
 * bytes (a guess, and a poor one for short texts). gzip and zstd are taken off first.
 *
 * @param options.encoding what it is, for whoever knows; any label of the WHATWG Encoding Standard
 *
 * Errors: `INVALID_REQUEST` for an unknown encoding, and those of reading.
 */
export async function toUtf8(
  source: RowSource,
  options: ByteSourceOptions & { encoding?: string | undefined } = {},
): Promise<Utf8Content> {
  const decoder = options.encoding === undefined ? undefined : decoderFor(options.encoding);
  const content = await openByteSource(source, options);
  const iterator = content.bytes[Symbol.asyncIterator]();
  const taken: Uint8Array[] = [];
  let length = 0;
  let isWhole = false;
  const wanted = decoder === undefined ? sampleBytes : 0;
  while (!isWhole && length < wanted) {
    const next = await iterator.next();
    if (next.done) isWhole = true;
    else {
      taken.push(next.value);
      length += next.value.byteLength;
    }
  }
  const encoding = decoder?.encoding ?? (await encodingOf(Buffer.concat(taken), isWhole));
  return { encoding, bytes: decode(taken, iterator, decoder ?? decoderFor(encoding)) };
}

/** What a text is in. `isWhole`: that the sample does not end in the middle of it. */
async function encodingOf(sample: Buffer, isWhole: boolean): Promise<string> {
  const marked = marks.find(([, mark]) => mark.every((byte, index) => sample[index] === byte));
  if (marked) return marked[0];
  if (isUtf8(isWhole ? sample : sample.subarray(0, wholeCharacters(sample)))) return 'utf-8';
  // Most characters of most texts are below U+0100, so that every other byte is 0.
  const zeros = [0, 1].map(
    (side) => sample.subarray(0, 4096).filter((byte, index) => index % 2 === side && byte === 0).length,
  );
  const half = Math.min(sample.length, 4096) / 2;
  if (zeros[1]! > half * 0.4) return 'utf-16le';
  if (zeros[0]! > half * 0.4) return 'utf-16be';
  const { analyse } = await import('chardet');
  const known = analyse(sample).map(({ name }) => labelOf(name));
  return known.find((label) => label !== undefined && label !== 'utf-8') ?? fallback;
}

/** Where the last character that is there wholly ends, in bytes. */
function wholeCharacters(sample: Buffer): number {
  let end = sample.length;
  while (end > sample.length - 4 && (sample[end - 1]! & 0xc0) === 0x80) end--;
  return (sample[end - 1]! & 0x80) === 0 ? sample.length : end - 1;
}

function labelOf(name: string): string | undefined {
  try {
    return new TextDecoder(name).encoding;
  } catch {
    return undefined;
  }
}

function decoderFor(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding);
  } catch (error) {
    throw new TuneloopError(
      'INVALID_REQUEST',
      `"${encoding}" is no known encoding. Name it as in utf-8, windows-1252 or shift_jis.`,
      { cause: error },
    );
  }
}

async function* decode(
  taken: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
  decoder: TextDecoder,
): AsyncGenerator<Uint8Array> {
  const isPlain = decoder.encoding === 'utf-8';
  const encoded = (bytes: Uint8Array): Uint8Array =>
    isPlain ? bytes : Buffer.from(decoder.decode(bytes, { stream: true }));
  try {
    for (const bytes of taken) yield encoded(bytes);
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield encoded(next.value);
    const end = isPlain ? '' : decoder.decode();
    if (end !== '') yield Buffer.from(end);
  } finally {
    await rest.return?.();
  }
}

import { isUtf8 } from 'node:buffer';

/** One line without its end. `bytes` is left out where it was longer than the limit. */
export interface Line {
  line: number;
  bytes?: Buffer;
  /** The last one, and nothing ended it: perhaps it was never written to its end. */
  unfinished: boolean;
}

const newline = 0x0a;
const carriageReturn = 0x0d;

/** Splits bytes at newlines; holds one line, or of a longer one than `maxBytes` nothing. Lines count from 1. */
export async function* splitLines(chunks: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Line> {
  let line = 1;
  let parts: Buffer[] = [];
  let length = 0;

  const take = (unfinished: boolean): Line => {
    const taken: Line = length > maxBytes ? { line, unfinished } : { line, unfinished, bytes: joined(parts) };
    line += 1;
    parts = [];
    length = 0;
    return taken;
  };
  const keep = (part: Buffer): void => {
    length += part.byteLength;
    if (length <= maxBytes) parts.push(part);
    else parts = [];
  };

  for await (const chunk of chunks) {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let start = 0;
    for (let end = buffer.indexOf(newline); end !== -1; end = buffer.indexOf(newline, start)) {
      keep(buffer.subarray(start, end));
      yield take(false);
      start = end + 1;
    }
    if (start < buffer.byteLength) keep(buffer.subarray(start));
  }
  if (length > 0) yield take(true);
}

/** The text of bytes, without a byte order mark; `undefined` where they are not UTF-8. */
export function decodeUtf8(bytes: Buffer): string | undefined {
  if (!isUtf8(bytes)) return undefined;
  const text = bytes.toString('utf8');
  return text.codePointAt(0) === 0xfeff ? text.slice(1) : text;
}

function joined(parts: Buffer[]): Buffer {
  const bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  return bytes.at(-1) === carriageReturn ? bytes.subarray(0, -1) : bytes;
}

import type { IncomingHttpHeaders } from 'node:http';
import { Readable, type Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { TuneloopError } from '@tuneloop/protocol';

export interface BodyText {
  text: string;
  /** There was more than `maxBytes`. */
  truncated: boolean;
  /** Why there is no text though there was a body. */
  omitted?: string | undefined;
}

/** What was read by then still comes out when the rest is cut off. */
const zlibOptions = { finishFlush: constants.Z_SYNC_FLUSH };
const brotliOptions = { finishFlush: constants.BROTLI_OPERATION_FLUSH };

/**
 * A response's body as text: decompressed, decoded by its charset, and cut after `maxBytes`, of which neither the
 * compressed nor the decompressed form is ever read further (a decompression bomb costs no more than that).
 *
 * Errors: `TOOL_FAILED` for an encoding that was not asked for; what the stream throws.
 */
export async function readBodyText(
  body: AsyncIterable<Buffer>,
  headers: IncomingHttpHeaders,
  maxBytes: number,
): Promise<BodyText> {
  const { bytes, truncated } = await readBytes(body, headers['content-encoding'], maxBytes);
  const type = headers['content-type'] ?? '';
  const text = decode(bytes, type, truncated);
  if (text !== undefined) return { text, truncated };
  const what = type === '' ? 'data' : type.split(';')[0]!.trim().slice(0, 80);
  return { text: '', truncated, omitted: `${bytes.length} bytes of ${what}, which is not text` };
}

async function readBytes(
  body: AsyncIterable<Buffer>,
  encoding: string | undefined,
  maxBytes: number,
): Promise<{ bytes: Buffer; truncated: boolean }> {
  let truncated = false;
  async function* first(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let left = maxBytes;
    for await (const chunk of source) {
      if (chunk.length > left) truncated = true;
      if (left > 0) yield chunk.subarray(0, left);
      left -= Math.min(left, chunk.length);
      if (truncated) return;
    }
  }
  const chunks: Buffer[] = [];
  const collect = async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of first(source)) chunks.push(chunk);
  };
  const decompressor = decompressorFor(encoding);
  try {
    if (decompressor === undefined) await collect(body);
    else await pipeline(Readable.from(first(body)), decompressor, collect);
  } catch (error) {
    // The streams before the cut complain of what it cuts off.
    if (!truncated) throw error;
  }
  return { bytes: Buffer.concat(chunks), truncated };
}

function decompressorFor(encoding: string | undefined): Duplex | undefined {
  switch (encoding?.trim().toLowerCase() ?? '') {
    case '':
    case 'identity':
      return undefined;
    case 'gzip':
    case 'x-gzip':
      return createGunzip(zlibOptions);
    case 'deflate':
      return createInflate(zlibOptions);
    case 'br':
      return createBrotliDecompress(brotliOptions);
    default:
      throw new TuneloopError('TOOL_FAILED', `The server sent the encoding "${encoding!.slice(0, 80)}", unasked.`);
  }
}

/** `undefined` when it is no text: said so by its type, or has bytes that text has not. */
function decode(bytes: Buffer, contentType: string, truncated: boolean): string | undefined {
  if (bytes.length === 0) return '';
  const [type, ...parameters] = contentType.toLowerCase().split(';');
  if (/^\s*(image|audio|video|font)\//.test(type!) && !type!.includes('+xml')) return undefined;
  const charset = parameters.map((parameter) => /^\s*charset="?([\w.:-]+)"?\s*$/.exec(parameter)?.[1]).find(Boolean);
  if (charset === undefined || /^utf-?8$/.test(charset)) {
    try {
      // Streaming leaves out the character that a cut may have split.
      return refuseNul(new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: truncated }));
    } catch {
      return undefined;
    }
  }
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return refuseNul(bytes.toString('latin1'));
  }
}

function refuseNul(text: string): string | undefined {
  return text.includes('\0') ? undefined : text;
}

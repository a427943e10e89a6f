import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';
import type { GuardedPlace } from '../paths/file-guard.ts';
import { shown } from '../paths/judge-path.ts';
import type { FilePolicy } from '../policy/file-policy.ts';
import { openFile } from './open-file.ts';

const chunkBytes = 256 * 1024;

/**
 * A file's text, without a byte order mark.
 *
 * Errors: as `openFile`; `TOOL_FAILED` for what is no UTF-8 text, `TOOL_DENIED` for a private key, `ABORTED`.
 */
export async function readText(
  place: GuardedPlace,
  { maxReadBytes, protectSecrets }: FilePolicy,
  signal: AbortSignal,
): Promise<string> {
  await using handle = await openFile(place, maxReadBytes);
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Its size may have been nothing when it was opened, and may grow for ever.
  for (;;) {
    throwIfAborted(signal);
    const { bytesRead, buffer } = await handle.read({ buffer: Buffer.allocUnsafe(chunkBytes) });
    if (bytesRead === 0) break;
    bytes += bytesRead;
    if (bytes > maxReadBytes) throw noText(place.path, `has more than ${maxReadBytes} bytes`);
    chunks.push(buffer.subarray(0, bytesRead));
  }
  const text = decode(Buffer.concat(chunks, bytes));
  if (text === undefined) throw noText(place.path, 'is not a text file (UTF-8)');
  if (protectSecrets && /^\s*-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/.test(text.slice(0, 200))) {
    throw new TuneloopError(
      'TOOL_DENIED',
      `${shown(place.path)} is a private key and protected (files.protectSecrets).`,
    );
  }
  return text;
}

function decode(bytes: Buffer): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function noText(path: string, what: string): TuneloopError {
  return new TuneloopError('TOOL_FAILED', `${shown(path)} ${what}.`);
}

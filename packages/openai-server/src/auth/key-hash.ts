import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * SHA-256 of an API key. A slow password hash would add nothing: our keys hold 256 random bits, so that there is
 * no dictionary to try, and a slow hash on every request would only help whoever wants to overload the server.
 */
export function hashKey(key: string): Buffer {
  return createHash('sha256').update(key, 'utf8').digest();
}

/** In time that does not depend on where they differ. */
export function equalHashes(left: Buffer, right: Buffer): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}

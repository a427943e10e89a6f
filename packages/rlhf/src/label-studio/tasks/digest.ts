import { createHash } from 'node:crypto';

/** The first 96 bits of SHA-256 over `parts`, in hex: the same parts, the same digest. */
export function digest(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24);
}

import { createHash, randomBytes } from 'node:crypto';

/** `PREFIX` and 24 hexadecimal digits: the same for the same key of the same owner, and random without a key. */
export function keyedId(
  prefix: string,
  { owner, idempotencyKey }: { owner?: string | undefined; idempotencyKey?: string | undefined },
): string {
  if (idempotencyKey === undefined) return `${prefix}${randomBytes(12).toString('hex')}`;
  const digest = createHash('sha256')
    .update(JSON.stringify([owner ?? null, idempotencyKey]))
    .digest('hex');
  return `${prefix}${digest.slice(0, 24)}`;
}

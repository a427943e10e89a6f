import { createHash } from 'node:crypto';

/**
 * The id of a checkpoint: a UUID of version 7, so that later ones sort behind earlier ones, as clients expect. It is
 * computed from what it stands for, and so is the same whenever it is asked for.
 *
 * @param depth messages before it, for those of the same millisecond.
 */
export function checkpointId(name: string, createdAt: string, depth: number): string {
  const time = Math.max(0, Date.parse(createdAt)).toString(16).padStart(12, '0').slice(-12);
  const place = Math.min(depth, 0xfff).toString(16).padStart(3, '0');
  const hash = createHash('sha256').update(name).digest('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${place}-8${hash.slice(0, 3)}-${hash.slice(3, 15)}`;
}

import type { ProgressListener } from '@tuneloop/protocol';

/**
 * Progress of one file among several, as progress of the whole.
 *
 * @param sizes of all files in bytes, as far as they are known.
 */
export function partProgress(
  listener: ProgressListener,
  sizes: readonly (number | undefined)[],
  index: number,
): ProgressListener {
  if (sizes.length === 1) return listener;
  const before = sizes.slice(0, index).reduce<number>((sum, size) => sum + (size ?? 0), 0);
  const known = sizes.every((size) => size !== undefined);
  const total = known ? sizes.reduce<number>((sum, size) => sum + size, 0) : undefined;
  return (event) => listener({ ...event, completed: before + event.completed, total });
}

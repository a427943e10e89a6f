import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { claimWriter, tryClaim, type WriterClaim } from '../log/writer-claim.ts';
import { listSegments, segmentPath } from './segment-files.ts';

const pattern = /^writer-(\d+)$/;

/**
 * A folder in `folder` that no other living process uses, with what processes that are gone have left undelivered.
 *
 * Errors: `STORE_FAILED`, `RESOURCE_EXHAUSTED` (100 writers).
 */
export function claimFolder(folder: string): { claim: WriterClaim; own: string } {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const claim = claimWriter(folder);
  const own = join(folder, `writer-${claim.number}`);
  let last = listSegments(own).at(-1)?.number ?? 0;
  for (const name of readdirSync(folder)) {
    const number = Number(pattern.exec(name)?.[1] ?? claim.number);
    const other = number === claim.number ? undefined : tryClaim(folder, number);
    if (!other) continue;
    try {
      const left = join(folder, name);
      for (const segment of listSegments(left)) renameSync(segment.path, segmentPath(own, ++last));
      rmSync(left, { recursive: true, force: true });
    } finally {
      other.release();
    }
  }
  return { claim, own };
}

import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync, appendFileSync } from 'node:fs';
import { join } from 'node:path';

/** A small file system of its own, in memory; only in a mount namespace of this process (`unshare --mount`). */
export interface SmallDisk {
  readonly path: string;
  /** Takes all the room that there is. */
  fill(): void;
  makeRoom(): void;
  setReadOnly(isReadOnly: boolean): void;
}

export function mountDisk(path: string, megabytes: number): SmallDisk {
  mkdirSync(path, { recursive: true });
  execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path]);
  const filler = join(path, 'filler');
  return {
    path,
    fill() {
      writeFileSync(filler, '');
      for (let size = 2 ** 20; size >= 1; size /= 4) {
        try {
          for (;;) appendFileSync(filler, Buffer.alloc(Math.ceil(size)));
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        }
      }
    },
    makeRoom: () => rmSync(filler, { force: true }),
    setReadOnly: (isReadOnly) => void execFileSync('/bin/mount', ['-o', `remount,${isReadOnly ? 'ro' : 'rw'}`, path]),
  };
}

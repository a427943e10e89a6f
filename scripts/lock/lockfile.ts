import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '../packages/workspace.ts';

export interface LockedPackage {
  version?: string;
  resolved?: string;
  link?: boolean;
  dev?: boolean;
  optional?: boolean;
  devOptional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

export interface Lockfile {
  /** By path: `node_modules/a/node_modules/b`; the workspace itself is ``. */
  packages: Record<string, LockedPackage>;
}

const file = join(workspaceRoot, 'package-lock.json');

export const readLockfile = (): Lockfile => JSON.parse(readFileSync(file, 'utf8')) as Lockfile;

export const writeLockfile = (lockfile: Lockfile): void =>
  writeFileSync(file, `${JSON.stringify(lockfile, null, 2)}\n`);

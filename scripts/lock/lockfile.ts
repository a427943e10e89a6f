import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '../packages/workspace.ts';

export interface LockedPackage {
  version?: string;
  resolved?: string;
  integrity?: string;
  license?: string;
  hasInstallScript?: boolean;
  name?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
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

/** That of the workspace, and those of the programs that tests are run with. Paths from the workspace's folder. */
export const lockfiles: readonly string[] = [
  'package-lock.json',
  ...globSync('test/counterparts/*/package-lock.json', { cwd: workspaceRoot }),
];

export const readLockfile = (file: string): Lockfile =>
  JSON.parse(readFileSync(join(workspaceRoot, file), 'utf8')) as Lockfile;

export const writeLockfile = (file: string, lockfile: Lockfile): void =>
  writeFileSync(join(workspaceRoot, file), `${JSON.stringify(lockfile, null, 2)}\n`);

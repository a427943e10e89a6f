import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const workspaceRoot: string = join(import.meta.dirname, '../..');

export interface Manifest {
  name: string;
  version: string;
  private?: boolean;
  exports?: Record<string, string | Record<string, string>>;
  bin?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

export interface WorkspacePackage {
  /** Absolute. */
  folder: string;
  /** Relative to the workspace, with forward slashes: `packages/runtime`. */
  path: string;
  manifest: Manifest;
}

/** Every package of the workspace, in the order of its path. */
export function workspacePackages(root: string = workspaceRoot): WorkspacePackage[] {
  return globSync('{packages,apps}/*/package.json', { cwd: root })
    .map((file) => dirname(file).replaceAll('\\', '/'))
    .toSorted()
    .map((path) => {
      const folder = join(root, path);
      return { folder, path, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest };
    });
}

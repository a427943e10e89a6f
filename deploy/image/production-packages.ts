import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

interface Manifest {
  name: string;
  files?: string[];
  os?: string | string[];
  cpu?: string | string[];
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

/** One installed package, as it lies in the workspace. */
export interface InstalledPackage {
  name: string;
  /** Below the root, with slashes: `node_modules/zod`, `packages/runtime`. */
  path: string;
  /** Of the workspace itself: only what it would publish is shipped. */
  files?: string[];
}

export interface Selection {
  /** Folders of the workspace's packages to begin at. */
  entries: readonly string[];
  /** Optional peers that are wanted all the same, by name. */
  peers: readonly string[];
  /** Names of optional packages that are not wanted. */
  without: RegExp;
  /** Of the machine that will run it. */
  platform?: NodeJS.Platform;
  arch?: string;
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** npm's own rule for `os` and `cpu`: a list of names, or of names that are excluded by `!`. */
function matches(wanted: string | string[] | undefined, actual: string): boolean {
  const list = [wanted ?? []].flat();
  const refused = list.filter((name) => name.startsWith('!'));
  if (refused.includes(`!${actual}`)) return false;
  return list.length === refused.length || list.includes(actual);
}

/** Where Node.js finds `name` from `folder`: the nearest `node_modules` on the way up to the root. */
function installedFolder(root: string, folder: string, name: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const candidate = join(at, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (at === root || at === dirname(at)) return undefined;
  }
}

/**
 * What the programs of `entries` need at run time, and nothing else: their dependencies and those of these, with the
 * optional ones that are for this platform.
 */
export function productionPackages(root: string, selection: Selection): InstalledPackage[] {
  const { entries, peers, without, platform = process.platform, arch = process.arch } = selection;
  const found = new Map<string, InstalledPackage>();

  const visit = (folder: string): void => {
    const path = relative(root, folder).split(sep).join('/');
    if (found.has(path)) return;
    const manifest = readManifest(folder);
    const isOwn = !path.startsWith('node_modules/') && !path.includes('/node_modules/');
    found.set(path, { name: manifest.name, path, ...(isOwn && { files: manifest.files ?? [] }) });
    const optional = manifest.optionalDependencies ?? {};
    const needed = Object.keys(manifest.dependencies ?? {}).filter((name) => !(name in optional));
    const peerNames = Object.keys(manifest.peerDependencies ?? {}).filter(
      (name) => manifest.peerDependenciesMeta?.[name]?.optional !== true || peers.includes(name),
    );
    for (const name of needed) follow(folder, name, 'needed');
    for (const name of Object.keys(optional)) follow(folder, name, 'optional');
    for (const name of peerNames) follow(folder, name, 'optional');
  };
  const follow = (from: string, name: string, kind: 'needed' | 'optional'): void => {
    const installed = installedFolder(root, from, name);
    if (installed === undefined) {
      if (kind === 'needed') throw new Error(`${name}, which ${relative(root, from)} needs, is not installed: npm ci`);
      return;
    }
    if (kind === 'optional') {
      const { os, cpu } = readManifest(installed);
      if (without.test(name) || !matches(os, platform) || !matches(cpu, arch)) return;
    }
    // Packages of the workspace are links.
    visit(realpathSync(installed));
  };
  for (const entry of entries) visit(join(root, entry));
  return [...found.values()].toSorted((one, other) => (one.path < other.path ? -1 : 1));
}

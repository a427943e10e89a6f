import type { LockedPackage, Lockfile } from '../lock/lockfile.ts';

/** A package of a lock file with what it needs. */
export interface TreePackage {
  /** Its place in the lock file. */
  path: string;
  name: string;
  entry: LockedPackage;
  /** Places of the packages that it gets when it asks for its dependencies. */
  needs: readonly string[];
}

/** What is reached from these places by what is installed with them: no development dependencies, none that are left out. */
export function reachedFrom({ packages }: Lockfile, roots: readonly string[], { dev = false } = {}): TreePackage[] {
  const found = new Map<string, TreePackage>();
  const open = [...roots];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const entry = packages[path];
    if (entry === undefined || found.has(path)) continue;
    if (entry.link === true && entry.resolved !== undefined) {
      open.push(entry.resolved);
      continue;
    }
    const { dependencies = {}, optionalDependencies = {}, peerDependencies = {}, devDependencies = {} } = entry;
    const isRoot = roots.includes(path);
    const wanted = {
      ...dependencies,
      ...optionalDependencies,
      ...peerDependencies,
      ...(dev && isRoot && devDependencies),
    };
    const needs = Object.keys(wanted).flatMap((name) => resolve(packages, path, name) ?? []);
    found.set(path, { path, name: entry.name ?? nameOf(path), entry, needs });
    open.push(...needs);
  }
  return [...found.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

const folder = 'node_modules/';

const nameOf = (path: string): string =>
  path.slice(path.lastIndexOf(folder) + (path.includes(folder) ? folder.length : 0));

/** As Node looks a package up from the one at `from`; of a workspace's package, where it really is. */
function resolve(packages: Lockfile['packages'], from: string, name: string): string | undefined {
  for (let place = from; ; place = place.slice(0, Math.max(0, place.lastIndexOf(`/${folder}`)))) {
    const path = place === '' ? `${folder}${name}` : `${place}/${folder}${name}`;
    const entry = packages[path];
    if (entry !== undefined) return entry.link ? entry.resolved : path;
    if (place === '') return undefined;
    if (!place.includes(`/${folder}`)) place = `/${folder}`;
  }
}

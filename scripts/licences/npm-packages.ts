import type { LockedPackage, Lockfile } from '../lock/lockfile.ts';
import type { LicensedPackage } from './judge.ts';

/** Every package of a lock file. One for another platform, which npm does not see here, is licensed as the package that wants it. */
export function npmPackages({ packages }: Lockfile): LicensedPackage[] {
  const foreign = new Map<string, LockedPackage>();
  for (const entry of Object.values(packages)) {
    for (const name of Object.keys(entry.optionalDependencies ?? {})) foreign.set(name, entry);
  }
  return Object.entries(packages)
    .filter(([path, { link }]) => path.includes('node_modules/') && !link)
    .map(([path, entry]) => {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      const isStub = entry.integrity === undefined && entry.optional === true;
      const license = entry.license ?? (isStub ? foreign.get(name)?.license : undefined);
      return { name, version: entry.version ?? '', license };
    });
}

import { lockfiles, readLockfile, writeLockfile } from './lock/lockfile.ts';
import { missingPlatformPackages } from './lock/platform-packages.ts';

// Run after `npm install` has changed a lock file where the registry doesn't serve every platform's packages.
for (const file of lockfiles) {
  const lockfile = readLockfile(file);
  const missing = missingPlatformPackages(lockfile);
  if (missing.length === 0) continue;
  for (const { path, entry } of missing) lockfile.packages[path] = entry;
  const [root, ...rest] = Object.entries(lockfile.packages).toSorted(([a], [b]) => a.localeCompare(b, 'en'));
  writeLockfile(file, {
    ...lockfile,
    packages: Object.fromEntries([root, ...rest].filter((one) => one !== undefined)),
  });
  console.log(`${file}: ${missing.length} packages of other platforms added`);
}

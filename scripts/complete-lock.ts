import { readLockfile, writeLockfile } from './lock/lockfile.ts';
import { missingPlatformPackages } from './lock/platform-packages.ts';

// Run after `npm install` has changed the lock file where the registry doesn't serve every platform's packages.
const lockfile = readLockfile();
const missing = missingPlatformPackages(lockfile);
for (const { path, entry } of missing) lockfile.packages[path] = entry;
const [root, ...rest] = Object.entries(lockfile.packages).toSorted(([a], [b]) => a.localeCompare(b, 'en'));
writeLockfile({ ...lockfile, packages: Object.fromEntries([root, ...rest].filter((one) => one !== undefined)) });
console.log(`${missing.length} packages of other platforms added`);

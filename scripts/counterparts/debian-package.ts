import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';

const aptGet = '/usr/bin/apt-get';
/** Seconds for which another program may hold dpkg's lock. */
const patience = ['-o', 'DPkg::Lock::Timeout=300'];
let areListsNew = false;

/**
 * The first of `places` that exists; when none does, Debian's package is installed first, where root may do so. A
 * failure is shown, and leaves it to the tests that need the program to fail.
 */
export function fromDebianPackage(name: string, places: readonly string[]): string | undefined {
  const find = (): string | undefined => places.find((path) => existsSync(path));
  if (find() === undefined && process.getuid?.() === 0 && existsSync(aptGet)) install(name);
  return find();
}

function install(name: string): void {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    if (!areListsNew) execFileSync(aptGet, [...patience, 'update', '--quiet'], { stdio: 'inherit' });
    areListsNew = true;
    execFileSync(aptGet, [...patience, 'install', '--quiet', '-y', name], { stdio: 'inherit', env: environment });
  } catch (error) {
    console.error(error);
  }
}

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';

/** A browser that can be driven, or what to do to have one. */
export type Chromium = { path: string } | { missing: string };

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const aptGet = '/usr/bin/apt-get';

const find = (): string | undefined => places.find((path) => existsSync(path));

/** The machine's Chromium; where root may install Debian's package, it is installed on first use. */
export function counterpartsChromium(): Chromium {
  if (find() === undefined && process.getuid?.() === 0 && existsSync(aptGet)) install();
  const path = find();
  if (path !== undefined) return { path };
  return { missing: `There is no Chromium in ${places.join(', ')}. Install it, for example: apt-get install chromium` };
}

/** A failure is shown, and leaves it to the tests that need a browser to fail. */
function install(): void {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    execFileSync(aptGet, ['update', '--quiet'], { stdio: 'inherit' });
    execFileSync(aptGet, ['install', '--quiet', '-y', 'chromium'], { stdio: 'inherit', env: environment });
  } catch (error) {
    console.error(error);
  }
}

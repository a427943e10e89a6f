import { fromDebianPackage } from './debian-package.ts';

/** A browser that can be driven, or what to do to have one. */
export type Chromium = { path: string } | { missing: string };

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export function counterpartsChromium(): Chromium {
  const path = fromDebianPackage('chromium', places);
  if (path !== undefined) return { path };
  return { missing: `There is no Chromium in ${places.join(', ')}. Install it, for example: apt-get install chromium` };
}

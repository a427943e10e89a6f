import { readFileSync } from 'node:fs';

export interface BuildInfo {
  /** Of this package; all packages are released together. */
  version: string;
  /** Such as `v24.1.0`. */
  node: string;
  /** `linux-x64`. */
  platform: string;
}

/** Reads this package's own manifest, which lies one folder up from the sources as well as from the build. */
export function readBuildInfo(): BuildInfo {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  return { version, node: process.version, platform: `${process.platform}-${process.arch}` };
}

import type { LockedPackage, Lockfile } from './lockfile.ts';

export interface MissingPackage {
  /** The path that npm would give it in the lock file. */
  path: string;
  entry: LockedPackage;
}

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];
const synonyms: Record<string, string> = { mac: 'darwin', win: 'win32', armv7l: 'arm' };

/**
 * Optional dependencies that the lock file names but doesn't hold. npm leaves them out where a registry doesn't serve
 * them, which makes `npm ci` refuse the lock file everywhere.
 */
export function missingPlatformPackages({ packages }: Lockfile): MissingPackage[] {
  return Object.entries(packages).flatMap(([parent, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !candidatePaths(parent, name).some((path) => Object.hasOwn(packages, path)))
      .map(([name, version]) => ({ path: `node_modules/${name}`, entry: platformEntry(name, version, entry) })),
  );
}

/** Where Node would look for `name` from `parent`, nearest first. */
function candidatePaths(parent: string, name: string): string[] {
  const paths: string[] = [];
  for (
    let folder = parent;
    folder !== '';
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))
  ) {
    paths.push(`${folder}/node_modules/${name}`);
  }
  return [...paths, `node_modules/${name}`];
}

/** Without an integrity, which only the registry knows; npm installs it on the platform that its name says. */
function platformEntry(name: string, version: string, { dev, devOptional }: LockedPackage): LockedPackage {
  const words = name.split(/[/\-_]/).map((word) => synonyms[word] ?? word);
  const os = systems.find((system) => words.includes(system));
  const cpu = processors.find((processor) => words.includes(processor));
  // WebAssembly runs everywhere.
  const isKnown = cpu === 'wasm32' || (os && cpu);
  if (!isKnown || !/^\d+\.\d+\.\d+/.test(version)) throw new Error(`${name}@${version}: which platform is it for?`);
  const libc = words.some((word) => word.startsWith('musl')) ? 'musl' : 'glibc';
  return {
    version,
    cpu: [cpu],
    ...(dev && { dev }),
    ...(devOptional && { devOptional }),
    ...(os === 'linux' && words.some((word) => /^(gnu|musl)/.test(word)) && { libc: [libc] }),
    optional: true,
    ...(os && { os: [os] }),
  };
}

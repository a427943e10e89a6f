import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Options } from 'tsup';

interface Manifest {
  exports?: Record<string, string | { '@tuneloop/source'?: string }>;
  bin?: Record<string, string>;
}

/**
 * The one build of every package: ESM with declarations, one output per entry.
 * Entries are the source side of the manifest's `exports` and `bin`.
 */
export function tsupPackage(folder: string): Options {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  const exported = Object.values(manifest.exports ?? {}).flatMap((target) =>
    typeof target === 'object' && target['@tuneloop/source'] ? [target['@tuneloop/source']] : [],
  );
  const programs = Object.values(manifest.bin ?? {}).map((file) =>
    file.replace('/dist/', '/src/').replace(/\.js$/, '.ts'),
  );
  const files = [...exported, ...programs];

  return {
    entry: Object.fromEntries(files.map((file) => [relative('src', file).replace(/\.ts$/, ''), file])),
    format: 'esm',
    target: 'node22.13',
    platform: 'node',
    skipNodeModulesBundle: true,
    removeNodeProtocol: false,
    clean: true,
    splitting: true,
    sourcemap: true,
    dts: exported.length > 0 && { compilerOptions: { composite: false, emitDeclarationOnly: false } },
  };
}

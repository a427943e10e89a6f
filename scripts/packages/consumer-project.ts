import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npm } from './npm.ts';
import type { PackedPackage } from './tarballs.ts';
import { workspaceRoot, type Manifest } from './workspace.ts';

/** Its binaries are hundreds of megabytes: the workspace's copy is linked in place of another download. */
const linked = 'node-llama-cpp';

/**
 * An empty ESM project in which somebody ran `npm install` with these names: packages of the workspace come from their
 * tarballs, directly and as dependencies of each other; all others from the registry, in the workspace's version.
 */
export function createConsumerProject(names: readonly string[], packed: readonly PackedPackage[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'tuneloop-consumer-'));
  const stub = join(folder, 'linked-later');
  const tarballs = new Map(packed.map(({ manifest, tarball }) => [manifest.name, `file:${tarball}`]));
  const sources = new Map([...tarballs, [linked, `file:${stub}`]]);
  const dependencies = Object.fromEntries(names.map((name) => [name, sources.get(name) ?? workspaceVersion(name)]));
  const overrides = Object.fromEntries([...sources].filter(([name]) => !Object.hasOwn(dependencies, name)));

  mkdirSync(stub);
  writeJson(join(stub, 'package.json'), { name: linked, version: workspaceVersion(linked) });
  writeJson(join(folder, 'package.json'), { private: true, type: 'module', dependencies, overrides });
  npm(['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'], folder);

  const installed = join(folder, 'node_modules', linked);
  if (existsSync(installed)) {
    rmSync(installed, { recursive: true });
    symlinkSync(join(workspaceRoot, 'node_modules', linked), installed, 'junction');
  }
  return folder;
}

function workspaceVersion(name: string): string {
  const manifest = readFileSync(join(workspaceRoot, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as Manifest).version;
}

const writeJson = (file: string, value: unknown): void => writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);

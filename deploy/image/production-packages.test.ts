import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { productionPackages, type Selection } from './production-packages.ts';

const roots: string[] = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true });
});

const manifests = {
  'apps/server': {
    name: 'server',
    files: ['dist'],
    dependencies: { library: '1', own: '1' },
    devDependencies: { tester: '1' },
  },
  'packages/own': { name: 'own', files: ['dist'], dependencies: { library: '2' }, peerDependencies: { wanted: '1' } },
  'node_modules/library': {
    name: 'library',
    optionalDependencies: { 'native-linux': '1', 'native-mac': '1', 'native-linux-cuda': '1', absent: '1' },
  },
  'packages/own/node_modules/library': {
    name: 'library',
    peerDependencies: { unwanted: '1', wanted: '1' },
    peerDependenciesMeta: { unwanted: { optional: true }, wanted: { optional: true } },
  },
  'node_modules/native-linux': { name: 'native-linux', os: ['linux'], cpu: 'x64' },
  'node_modules/native-linux-cuda': { name: 'native-linux-cuda', os: ['linux'] },
  'node_modules/native-mac': { name: 'native-mac', os: ['!linux'] },
  'node_modules/wanted': { name: 'wanted', cpu: ['!arm64'] },
  'node_modules/unwanted': { name: 'unwanted' },
  'node_modules/tester': { name: 'tester' },
};

function workspace(): string {
  const root = mkdtempSync(join(tmpdir(), 'production-packages-'));
  roots.push(root);
  for (const [path, manifest] of Object.entries(manifests)) {
    mkdirSync(join(root, path), { recursive: true });
    writeFileSync(join(root, path, 'package.json'), JSON.stringify(manifest));
  }
  const link = join(root, 'node_modules/own');
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync('../packages/own', link);
  return root;
}

const selection: Selection = {
  entries: ['apps/server'],
  peers: ['wanted'],
  without: /-cuda$/,
  platform: 'linux',
  arch: 'x64',
};
const paths = (overrides: Partial<Selection> = {}): string[] =>
  productionPackages(workspace(), { ...selection, ...overrides }).map(({ path }) => path);

it('has what is needed at run time, where Node.js finds it, for one platform', () => {
  expect(paths()).toEqual([
    'apps/server',
    'node_modules/library',
    'node_modules/native-linux',
    'node_modules/wanted',
    'packages/own',
    'packages/own/node_modules/library',
  ]);
});

it('takes optional packages by platform and by name, and optional peers when they are asked for', () => {
  expect(paths({ without: /^$/ })).toContain('node_modules/native-linux-cuda');
  expect(paths({ peers: ['unwanted'] })).toContain('node_modules/unwanted');
  const onMac = paths({ platform: 'darwin', arch: 'arm64' });
  expect(onMac).toContain('node_modules/native-mac');
  expect(onMac).not.toContain('node_modules/native-linux');
  expect(onMac).not.toContain('node_modules/wanted');
});

it('knows which packages are the workspace’s own', () => {
  const own = productionPackages(workspace(), selection).filter(({ files }) => files !== undefined);
  expect(own.map(({ name }) => name)).toEqual(['server', 'own']);
});

it('refuses what is not installed', () => {
  const root = workspace();
  rmSync(join(root, 'node_modules/library'), { recursive: true });
  expect(() => productionPackages(root, selection)).toThrow(/library, which apps\/server needs, is not installed/);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { workspaceRoot } from '../packages/workspace.ts';
import { lockfiles, readLockfile } from './lockfile.ts';
import { missingPlatformPackages } from './platform-packages.ts';

test.each(lockfiles)('%s names no registry', (file) => {
  const resolved = Object.values(readLockfile(file).packages).filter(({ link, resolved: from }) => !link && from);
  expect(resolved).toEqual([]);
});

test.each(lockfiles)('%s holds a hash of every package that this registry serves', (file) => {
  const unchecked = Object.entries(readLockfile(file).packages).filter(
    // Those of other platforms, which a registry may not serve (docs/decisions/0005), are never installed here.
    ([path, { link, integrity, optional, os, cpu }]) =>
      path.includes('node_modules/') && !link && integrity === undefined && !(optional && (os ?? cpu)),
  );
  expect(unchecked).toEqual([]);
});

test('the packages with scripts that npm would run on installing are known, and none is run', () => {
  const manifest = JSON.parse(readFileSync(join(workspaceRoot, 'package.json'), 'utf8')) as {
    allowScripts: Record<string, boolean>;
  };
  const withScripts = Object.entries(readLockfile('package-lock.json').packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => path.replace(/^.*node_modules\//, ''));
  expect(manifest.allowScripts).toEqual(Object.fromEntries(withScripts.map((name) => [name, false])));
});

test.each(lockfiles)(
  '%s holds the the packages of every platform (node scripts/complete-lock.ts adds them)',
  (file) => {
    expect(missingPlatformPackages(readLockfile(file))).toEqual([]);
  },
);

test('a package that is missing gets the platform that its name says', () => {
  const optionalDependencies = { '@tool/binding-linux-x64-musl': '1.2.3', '@tool/darwin-arm64': '1.2.3' };
  const packages = {
    'node_modules/tool': { version: '1.2.3', dev: true, optionalDependencies },
    'node_modules/tool/node_modules/@tool/darwin-arm64': { version: '1.2.3' },
  };
  const entry = { version: '1.2.3', cpu: ['x64'], dev: true, libc: ['musl'], optional: true, os: ['linux'] };
  expect(missingPlatformPackages({ packages })).toEqual([{ path: 'node_modules/@tool/binding-linux-x64-musl', entry }]);
});

test('a name that says no platform is an error', () => {
  const packages = { 'node_modules/tool': { optionalDependencies: { mystery: '1.0.0' } } };
  expect(() => missingPlatformPackages({ packages })).toThrow('mystery@1.0.0: which platform is it for?');
});

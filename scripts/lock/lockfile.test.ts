import { expect, test } from 'vitest';
import { lockfiles, readLockfile } from './lockfile.ts';
import { missingPlatformPackages } from './platform-packages.ts';

test.each(lockfiles)('%s names no registry', (file) => {
  const resolved = Object.values(readLockfile(file).packages).filter(({ link, resolved: from }) => !link && from);
  expect(resolved).toEqual([]);
});

test.each(lockfiles)('%s holds the packages of every platform (node scripts/complete-lock.ts adds them)', (file) => {
  expect(missingPlatformPackages(readLockfile(file))).toEqual([]);
});

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

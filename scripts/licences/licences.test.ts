import { expect, test } from 'vitest';
import { bundledPackages } from './bundled-packages.ts';
import { declaredLicence } from './declared-licence.ts';
import { judge } from './judge.ts';
import { npmPackages } from './npm-packages.ts';
import { permissive, unchanged } from './policy.ts';
import { lockedPythonPackages } from './python-packages.ts';

const problems = (license: string | undefined, allowed = permissive, name = 'some-package'): string[] =>
  judge([{ name, version: '1.0.0', license }], allowed).problems;

test.each(['MIT', '(MIT OR GPL-3.0-or-later)', 'MIT AND ISC AND BSD-3-Clause', 'Apache-2.0 WITH LLVM-exception'])(
  '%s is allowed',
  (license) => expect(problems(license)).toEqual([]),
);

test.each([
  'GPL-3.0-only',
  'MIT AND GPL-2.0-only',
  'AGPL-3.0-or-later',
  'MPL-2.0',
  'LicenseRef-Ours',
  'BSD',
  '',
  undefined,
])('%s is not what may be published', (license) => expect(problems(license)).toHaveLength(1));

test('a dependency that nobody changes may bind its own files', () => {
  expect(problems('MPL-2.0', unchanged)).toEqual([]);
});

test('an exception holds for what was looked at alone', () => {
  expect(problems('CC-BY-4.0', unchanged, 'caniuse-lite')).toEqual([]);
  expect(problems('CC-BY-NC-4.0', unchanged, 'caniuse-lite')).toHaveLength(1);
  expect(problems('CC-BY-4.0', unchanged, 'caniuse-lite-2')).toHaveLength(1);
});

test("another platform's package is licensed as the one that wants it, if it says nothing", () => {
  const packages = {
    '': { optionalDependencies: {} },
    'node_modules/tool': {
      version: '1.0.0',
      license: 'MIT',
      integrity: 'x',
      optionalDependencies: { '@tool/mac': '1.0.0' },
    },
    'node_modules/@tool/mac': { version: '1.0.0', optional: true },
    'node_modules/a/node_modules/silent': { version: '2.0.0', integrity: 'x' },
    'node_modules/ours': { link: true },
  };
  expect(npmPackages({ packages })).toEqual([
    { name: 'tool', version: '1.0.0', license: 'MIT' },
    { name: '@tool/mac', version: '1.0.0', license: 'MIT' },
    { name: 'silent', version: '2.0.0', license: undefined },
  ]);
});

test('the lock of uv', () => {
  const lock =
    '[[package]]\nname = "a"\nversion = "1.0"\nsource = { registry = "x" }\n\n[[package]]\nname = "ours"\nversion = "0.1.0"\nsource = { virtual = "." }\n';
  expect(lockedPythonPackages(lock)).toEqual([{ name: 'a', version: '1.0' }]);
});

test('what Python packages say', () => {
  expect(declaredLicence({ license_expression: 'MIT', license: 'BSD' })).toBe('MIT');
  expect(declaredLicence({ license: 'Apache 2.0' })).toBe('Apache-2.0');
  expect(declaredLicence({ license: 'x'.repeat(1000), classifier: ['License :: OSI Approved :: MIT License'] })).toBe(
    'MIT',
  );
  expect(declaredLicence({})).toBe('');
});

test('the notice of the web app', () => {
  const notice = `# Licenses\n\n## @scope/a - 1.0.0 (MIT)\n\n${'text '.repeat(60)}\n\n## a heading of its own\n\n## b - 2.0.0 (ISC)\n`;
  expect(bundledPackages(notice)).toEqual([
    { name: '@scope/a', version: '1.0.0', license: 'MIT', hasText: true },
    { name: 'b', version: '2.0.0', license: 'ISC', hasText: false },
  ]);
});

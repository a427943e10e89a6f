import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { expect, test } from 'vitest';
import { billOfMaterials, type BomComponent } from './bill-of-materials.ts';
import { reachedFrom } from './locked-tree.ts';

const packages = {
  '': { version: '0.1.0', devDependencies: { tool: '1' } },
  'packages/app': {
    name: '@scope/app',
    version: '0.1.0',
    dependencies: { a: '1', '@scope/lib': '1' },
    devDependencies: { tool: '1' },
  },
  'packages/lib': { name: '@scope/lib', version: '0.1.0', dependencies: { b: '1' } },
  'node_modules/@scope/app': { link: true, resolved: 'packages/app' },
  'node_modules/@scope/lib': { link: true, resolved: 'packages/lib' },
  'node_modules/a': { version: '1.0.0', dependencies: { b: '2' }, optionalDependencies: { missing: '1' } },
  'node_modules/a/node_modules/b': { version: '2.0.0', dependencies: { a: '1' } },
  'node_modules/b': { version: '1.0.0' },
  'node_modules/tool': { version: '3.0.0' },
};

test('what is installed with a package, each version where Node finds it', () => {
  const reached = reachedFrom({ packages }, ['packages/app']);
  expect(reached.map(({ path }) => path)).toEqual([
    'node_modules/a',
    'node_modules/a/node_modules/b',
    'node_modules/b',
    'packages/app',
    'packages/lib',
  ]);
  expect(reached[0]!.needs).toEqual(['node_modules/a/node_modules/b']);
  expect(reached[4]!.needs).toEqual(['node_modules/b']);
});

test('development dependencies are those of the workspace alone', () => {
  expect(reachedFrom({ packages }, [''], { dev: true }).map(({ name }) => name)).toEqual(['', 'tool']);
});

test('a bill of materials keeps the rules of its format', async () => {
  const integrity = `sha512-${Buffer.alloc(64, 1).toString('base64')}`;
  const component: BomComponent = {
    reference: 'a',
    name: '@scope/a',
    version: '1.0.0+1',
    registry: 'npm',
    license: 'MIT OR Apache-2.0',
    integrity,
    needs: ['b', 'elsewhere'],
  };
  const odd: BomComponent = {
    reference: 'b',
    name: 'b',
    version: '2',
    registry: 'pypi',
    license: 'SEE LICENSE IN LICENSE',
    needs: [],
  };
  const bom = billOfMaterials({ ...odd, reference: 'root', needs: ['a'] }, [component, odd]);
  expect(await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(JSON.stringify(bom))).toBeNull();
  expect(bom).toMatchObject({
    components: [
      {
        group: '@scope',
        name: 'a',
        purl: 'pkg:npm/%40scope/a@1.0.0%2B1',
        hashes: [{ alg: 'SHA-512', content: '01'.repeat(64) }],
      },
      { purl: 'pkg:pypi/b@2', licenses: [{ license: { name: 'SEE LICENSE IN LICENSE' } }] },
    ],
    dependencies: [
      { ref: 'root', dependsOn: ['a'] },
      { ref: 'a', dependsOn: ['b'] },
      { ref: 'b', dependsOn: [] },
    ],
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { eagerOptionalPeers, importCycles } from './graph-checks.ts';
import { importLayers, manifestLayers } from './layer-checks.ts';
import { readArchitecture, type Architecture } from './model.ts';
import { environmentReads, meaninglessNames, medianLines, moduleSizes } from './module-checks.ts';

const checks = {
  manifestLayers,
  importLayers,
  importCycles,
  eagerOptionalPeers,
  environmentReads,
  meaninglessNames,
  moduleSizes,
};

const roots: string[] = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true });
});

/** A workspace with a sound protocol, runtime and openai-server, and one planted file. */
function workspaceWith(files: Record<string, string>): Architecture {
  const root = mkdtempSync(join(tmpdir(), 'architecture-'));
  roots.push(root);
  const exports = { '.': { '@tuneloop/source': './src/index.ts' } };
  const dependencies = { '@tuneloop/protocol': '^0.1.0' };
  const peers = { peerDependencies: { native: '1' }, peerDependenciesMeta: { native: { optional: true } } };
  const sound = {
    'packages/protocol/package.json': JSON.stringify({ name: '@tuneloop/protocol', exports }),
    'packages/protocol/src/index.ts': `export const a = 1;`,
    'packages/runtime/package.json': JSON.stringify({ name: '@tuneloop/runtime', exports, dependencies, ...peers }),
    'packages/runtime/src/index.ts': `import { a } from '@tuneloop/protocol';\nexport const lazy = () => import('native');`,
    'packages/openai-server/package.json': JSON.stringify({ name: '@tuneloop/openai-server', exports, dependencies }),
    'packages/openai-server/src/index.ts': `export {};`,
  };
  for (const [path, text] of Object.entries({ ...sound, ...files })) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return readArchitecture(root);
}

// Once for all checks: it parses every module.
const architecture = readArchitecture();

test.for(Object.keys(checks) as (keyof typeof checks)[])('the workspace passes %s', (name) => {
  expect(checks[name](architecture)).toEqual([]);
});

test('the median module is reported', () => {
  console.info(`${architecture.modules.length} modules, median ${medianLines(architecture)} lines`);
  expect(architecture.modules.length).toBeGreaterThan(10);
});

test('a sound workspace has no violations', () => {
  const architecture = workspaceWith({});
  expect(Object.values(checks).flatMap((check) => check(architecture))).toEqual([]);
});

const up = JSON.stringify({ name: '@tuneloop/protocol', devDependencies: { '@tuneloop/runtime': '*' } });
const sibling = JSON.stringify({ name: '@tuneloop/store', dependencies: { '@tuneloop/runtime': '*' } });
const planted: [check: keyof typeof checks, message: RegExp, path: string, text: string][] = [
  ['manifestLayers', /L0 packages\/protocol must not import L1/, 'packages/protocol/package.json', up],
  ['manifestLayers', /L1 packages\/store must not import L1/, 'packages/store/package.json', sibling],
  ['importLayers', /b\.ts:1: .* is not a dependency/, 'packages/protocol/src/b.ts', `import '@tuneloop/runtime';`],
  ['importLayers', /b\.ts:2: .* leaves/, 'packages/runtime/src/b.ts', `\nexport * from '../../protocol/src/index.ts';`],
  ['importLayers', /is not exported/, 'packages/runtime/src/b.ts', `import '@tuneloop/protocol/src/index.ts';`],
  ['importLayers', /is not a dependency/, 'packages/runtime/src/b.ts', `await import('@tuneloop/openai-server');`],
  ['importCycles', /b\.ts → packages\/runtime\/src\/b\.ts/, 'packages/runtime/src/b.ts', `import './b.ts';`],
  ['eagerOptionalPeers', /index\.ts:1: .* optional peer native/, 'packages/runtime/src/index.ts', `import 'native';`],
  ['environmentReads', /b\.ts:1/, 'packages/runtime/src/b.ts', `export const a = process.env.A;`],
  ['environmentReads', /b\.ts:1/, 'packages/runtime/src/b.ts', `const { env } = process;`],
  ['environmentReads', /b\.ts:1/, 'packages/runtime/src/b.ts', `import { env as e } from 'node:process';`],
  ['environmentReads', /b\.ts:1/, 'packages/runtime/src/b.ts', `globalThis.process['env'];`],
  ['meaninglessNames', /"utils" says nothing/, 'packages/runtime/src/utils/b.ts', ``],
  ['meaninglessNames', /"helpers\.ts" says nothing/, 'packages/runtime/src/helpers.ts', ``],
  ['moduleSizes', /401 lines/, 'packages/runtime/src/b.ts', '\n'.repeat(401)],
];

test.for(planted)('%s finds %s in a planted %s', ([name, message, path, text]) => {
  const violations = checks[name](workspaceWith({ [path]: text }));
  expect(violations).toEqual([expect.stringMatching(message)]);
});

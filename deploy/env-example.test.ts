import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { secretFileNames } from '../packages/platform/src/config/secret-files.ts';
import { settingDefinitions } from '../packages/platform/src/config/setting-definitions.ts';

const root = join(import.meta.dirname, '..');
const example = readFileSync(join(root, '.env.example'), 'utf8');
const named = [...example.matchAll(/^# ([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(([, name = '', value = '']) => ({
  name,
  value,
}));
const composeFiles = readdirSync(join(root, 'deploy/compose')).map((name) => `deploy/compose/${name}`);

/** Variables that Compose puts in itself; `$$` is for the container's shell. */
const composeVariables = new Set(
  [...composeFiles, 'docker-compose.yml'].flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/(?<!\$)\$\{([A-Z][A-Z0-9_]*)/g)].map(([, name = '']) => name),
  ),
);
const settings = new Map(settingDefinitions.map((setting) => [setting.environment, setting]));

it('names each variable once, and only such as somebody reads', () => {
  const known = new Set([...settings.keys(), ...secretFileNames, ...composeVariables, 'COMPOSE_PROFILES']);
  const names = named.map(({ name }) => name);
  expect(names.filter((name) => !known.has(name))).toEqual([]);
  expect(names.length).toBe(new Set(names).size);
  expect(names.length).toBeGreaterThan(50);
});

it('has every variable of docker-compose.yml', () => {
  const names = new Set(named.map(({ name }) => name));
  expect([...composeVariables].filter((name) => !names.has(name))).toEqual([]);
});

it('sets nothing and holds no secret: secrets come from files', () => {
  expect(example.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
  const secrets = named.filter(({ name }) => settings.get(name)?.kind === 'secret').map(({ name }) => name);
  // The public half of a pair.
  expect(secrets.filter((name) => name !== 'LANGFUSE_PUBLIC_KEY')).toEqual([]);
});

it('says the values that docker-compose.yml falls back on', () => {
  const text = composeFiles.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
  const defaults = [...text.matchAll(/\$\{([A-Z][A-Z0-9_]*):-([^}]+)\}/g)];
  const shown = new Map(named.map(({ name, value }) => [name, value]));
  expect(defaults.length).toBeGreaterThan(20);
  for (const [, name = '', value = ''] of defaults) expect(`${name}=${shown.get(name) ?? ''}`).toBe(`${name}=${value}`);
});

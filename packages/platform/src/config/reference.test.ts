import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { loadConfig } from './load-config.ts';
import { inertVariables, settingDefinitions } from './setting-definitions.ts';

const root = new URL('../../../../', import.meta.url);

test('docs/configuration.md describes every setting and every name without effect', async () => {
  const reference = await readFile(new URL('docs/configuration.md', root), 'utf8');
  for (const { path, environment, flag, summary } of settingDefinitions) {
    const row = reference.split('\n').find((line) => line.startsWith(`| \`${path}\` |`));
    expect(row, path).toBeDefined();
    expect(row).toContain(environment === undefined ? '| – |' : `\`${environment}\``);
    expect(row).toContain(flag === undefined ? '| – |' : `\`--${flag}\``);
    expect(row).toContain(summary);
  }
  for (const { name, reason } of inertVariables) expect(reference).toContain(`| \`${name}\` | ${reason} |`);
});

test('.env.example is valid with every line in it turned on', async () => {
  const example = await readFile(new URL('.env.example', root), 'utf8');
  const turnedOn = example.replaceAll(/^# (?=[A-Z_]+=)/gm, '');
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, '.env'), turnedOn);
  const { config, warnings } = await loadConfig({ cwd: folder.path, env: {} });
  expect(warnings).toEqual([]);
  expect(config.model).toBe('hf:Qwen/Qwen3-8B-GGUF:Q4_K_M');
  expect(turnedOn.match(/^[A-Z_]+=/gm)?.length).toBeGreaterThan(15);
});

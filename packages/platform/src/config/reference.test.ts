import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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
  const [, live = ''] = /<!-- live -->([^]*)<!-- \/live -->/.exec(reference) ?? [];
  const listed = [...live.matchAll(/`([^`]+)`/g)].map(([, path]) => path!);
  expect(listed.toSorted()).toEqual(settingDefinitions.flatMap(({ path, live }) => (live ? [path] : [])).toSorted());
  for (const { name, reason } of inertVariables) expect(reference).toContain(`| \`${name}\` | ${reason} |`);
});

test('.env.example is valid with every line in it turned on', async () => {
  const example = await readFile(new URL('.env.example', root), 'utf8');
  const turnedOn = example.replaceAll(/^# (?=[A-Z_]+=)/gm, '');
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, '.env'), turnedOn);
  for (const [, file] of turnedOn.matchAll(/^[A-Z_]+_FILE=(\.\/secrets\/.+)$/gm)) {
    await mkdir(dirname(join(folder.path, file!)), { recursive: true });
    await writeFile(join(folder.path, file!), 'a secret', { mode: 0o600 });
  }
  const { config, warnings } = await loadConfig({ cwd: folder.path, env: {} });
  expect(warnings).toEqual([]);
  expect(config.model).toBe('hf:Qwen/Qwen3-8B-GGUF:Q4_K_M');
  expect(turnedOn.match(/^[A-Z_]+=/gm)?.length).toBeGreaterThan(15);
});

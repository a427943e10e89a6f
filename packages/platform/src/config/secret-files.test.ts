import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { loadConfig } from './load-config.ts';

const issuesOf = async (loading: Promise<unknown>): Promise<string[]> => {
  const error = (await loading.catch((reason: unknown) => reason)) as { details: { issues: { message: string }[] } };
  return error.details.issues.map(({ message }) => message);
};

test('a secret is read from a file, without the line end at its end', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'key');
  await writeFile(file, 'a key with a space\r\n', { mode: 0o600 });
  const { config, settings, files, warnings } = await loadConfig({ cwd: folder.path, env: { API_KEY_FILE: './key' } });
  expect(config.server.apiKey!.reveal()).toBe('a key with a space');
  expect(settings.find(({ path }) => path === 'server.apiKey')!.source).toContain(file);
  expect([files.includes(file), warnings]).toEqual([true, []]);
});

test.skipIf(process.platform === 'win32')('a file that others may read is warned of', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'token');
  await writeFile(file, 'secret-token');
  await chmod(file, 0o644);
  await writeFile(join(folder.path, '.env'), 'HF_TOKEN_FILE=token\n');
  const { config, warnings } = await loadConfig({ cwd: folder.path, env: {} });
  expect(config.huggingFace.token!.reveal()).toBe('secret-token');
  expect(warnings).toEqual([expect.stringMatching(/^\.env line 1: others on this machine may read .*chmod 600/)]);
});

test('what cannot be read, is empty, or is set twice is a mistake; all are told', async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, 'empty'), '\n', { mode: 0o600 });
  const env = { API_KEY_FILE: 'missing', HF_TOKEN_FILE: 'empty', OPENAI_API_KEY_FILE: 'x', OPENAI_API_KEY: 'y' };
  const issues = await issuesOf(loadConfig({ cwd: folder.path, env }));
  expect(issues.toSorted()).toEqual([
    expect.stringMatching(/empty is empty$/),
    expect.stringMatching(/missing cannot be read \(ENOENT\)/),
    'OPENAI_API_KEY is set as well; keep one of the two',
  ]);
});

test('a secret in the configuration file holds, with a warning that does not repeat it', async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, 'tuneloop.config.json'), '{"server": {"apiKey": "written-here"}}');
  const { config, warnings } = await loadConfig({ cwd: folder.path, env: {} });
  expect(config.server.apiKey!.reveal()).toBe('written-here');
  expect(warnings).toEqual([expect.stringMatching(/^tuneloop\.config\.json: server\.apiKey: .*API_KEY_FILE/)]);
  expect(warnings.join()).not.toContain('written-here');
});

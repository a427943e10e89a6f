import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { loadConfig } from '../config/load-config.ts';

test('mcpServers and a policy come from the configuration file; keys in them are never printed', async () => {
  await using folder = await temporaryFolder();
  const file = [
    'mcpServers:',
    '  tickets: { url: "https://mcp.example/mcp", headers: { authorization: Bearer hidden } }',
    'tools:',
    '  modules: [./my-tool.ts]',
    '  policy: { tools: { "tickets__*": deny } }',
  ];
  await writeFile(join(folder.path, 'tuneloop.config.yaml'), file.join('\n'));
  const { config, settings } = await loadConfig({ cwd: folder.path, env: {} });
  expect(config.mcpServers['tickets']?.headers?.['authorization']?.reveal()).toBe('Bearer hidden');
  expect(JSON.stringify(settings)).not.toContain('hidden');
  expect(config.tools.modules).toEqual([join(folder.path, 'my-tool.ts')]);
  expect(config.tools.policy?.tools).toEqual({ 'tickets__*': 'deny' });
  expect(config.mcp.port).toBe(9000);
});

test('a mistake in mcpServers is named without what was written', async () => {
  await using folder = await temporaryFolder();
  const file = 'mcpServers:\n  tickets: { ulr: x, headers: { authorization: hidden } }\n';
  await writeFile(join(folder.path, 'tuneloop.config.yaml'), file);
  const failure = await loadConfig({ cwd: folder.path, env: {} }).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'CONFIG_INVALID' });
  const text = JSON.stringify(failure) + (failure as Error).message;
  expect(text).toContain('mcpServers.tickets');
  expect(text).not.toContain('hidden');
});

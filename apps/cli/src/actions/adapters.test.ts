import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeTestAdapter, writeTestBaseModel } from '@tuneloop/runtime/testing';
import { afterAll, expect, test } from 'vitest';
import { CliSandbox } from '../../test/run-cli.ts';

const sandbox = new CliSandbox();
afterAll(() => sandbox[Symbol.dispose]());

test('adapters are listed, inspected and checked; what is broken says why', async () => {
  const base = join(sandbox.folder, 'base.gguf');
  const folder = join(sandbox.folder, 'lora');
  mkdirSync(folder);
  await writeTestBaseModel(base);
  await writeTestAdapter({ base, path: join(folder, 'pirate.gguf'), rank: 2 });
  writeFileSync(join(folder, 'broken.gguf'), 'GGUF but not really');

  const listed = await sandbox.call(['adapters', 'list', '--lora-paths', './lora', '--json']);
  expect({ code: listed.code, stderr: listed.stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(listed.stdout)).toMatchObject({
    adapters: [{ name: 'pirate', architecture: 'llama', rank: 2 }],
    refused: [{ name: 'broken', reason: expect.stringContaining('broken.gguf') as string }],
  });
  const table = await sandbox.call(['adapters', 'list'], { env: { LORA_PATHS: './lora' } });
  expect(table.stdout).toMatch(/^NAME +LIVE +CANDIDATES +ARCHITECTURE +RANK +SIZE +FILE\npirate +- +- +llama +2 /);
  expect(table.stderr).toContain('broken is refused');

  const inspected = await sandbox.call(['adapters', 'inspect', 'lora/pirate.gguf']);
  expect(inspected.stdout).toMatch(/Rank: +2\n/);
  const fits = await sandbox.call(['adapters', 'check', 'lora/pirate.gguf', '--base', './base.gguf']);
  expect(fits).toMatchObject({ code: 0, stdout: expect.stringContaining('pirate.gguf fits') as string });
  const broken = await sandbox.call(['adapters', 'inspect', 'lora/broken.gguf']);
  expect(broken).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('broken.gguf') as string });
  const nothing = await sandbox.call(['adapters', 'convert', './lora', '--base', './base.gguf']);
  expect(nothing).toMatchObject({ code: 1, stderr: expect.stringContaining('adapter_config.json') as string });
});

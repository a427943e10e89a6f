import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAdapterRegistry } from '@tuneloop/lora';
import { writeTestAdapter, writeTestBaseModel } from '@tuneloop/runtime/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCommand } from '../../test/run-command.ts';
import { deployCommand } from '../commands/deploy.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-deploy-'));
  const [base, file] = [join(folder, 'base.gguf'), join(folder, 'new.gguf')];
  await writeTestBaseModel(base);
  await writeTestAdapter({ base, path: file, rank: 2 });
  const registry = openAdapterRegistry({
    folder: join(folder, 'adapter-registry'),
    adaptersFolder: join(folder, 'adapters'),
  });
  await registry.add({ name: 'pirate', file, base: { reference: base } });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Standard output; the failure's message in its place where it fails. */
async function deploy(...args: string[]): Promise<string> {
  try {
    const { stdout } = await runCommand(deployCommand(), ...args, '--data', folder);
    return stdout;
  } catch (error) {
    return (error as Error).message;
  }
}

test('a Modelfile has the base that the adapter was trained on, where it is on this disk', async () => {
  const output = join(folder, 'out');
  const said = await deploy('pirate@1', '--to', 'ollama', '-o', output, '--as', 'sailor');
  expect(said).toContain(`Next: ollama create sailor -f ${join(output, 'Modelfile')}\nTry it: ollama run sailor`);
  expect(await readFile(join(output, 'Modelfile'), 'utf8')).toContain(`FROM ${join(folder, 'base.gguf')}\n`);
  await rm(join(folder, 'base.gguf'));
  expect(await deploy('pirate@1', '--to', 'ollama', '-o', output, '--force')).toContain('--base');
});

test('an adapters folder gets the file; JSON tells where', async () => {
  const output = join(folder, 'elsewhere');
  const said = await deploy('pirate@1', '--to', 'adapters', '-o', output, '--json');
  expect(JSON.parse(said)).toMatchObject({
    target: 'adapters',
    adapter: 'pirate@1',
    path: join(output, 'pirate.gguf'),
  });
  expect(await readdir(output)).toEqual(['pirate.gguf']);
});

test.each([
  [['pirate', '--to', 'adapters', '-o', 'x'], 'No version of "pirate" is live'],
  [['pirate@2', '--to', 'hub', '--repository', 'me/pirate'], 'has no version 2'],
  [['pirate@1', '--to', 'adapters'], '--output'],
  [['pirate@1', '--to', 'vllm'], '--url'],
  [['pirate@1', '--to', 'vllm', '--url', 'http://127.0.0.1:9'], 'PEFT'],
  [['pirate@1', '--to', 'hub'], '--repository'],
])('%j is refused with what to do', async (args, said) => {
  expect(await deploy(...args)).toContain(said);
});

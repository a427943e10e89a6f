import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  writeTestBaseModel,
  writeTestAdapter,
  writeTestGenaiFolder,
  writeTestOnnxAdapter,
} from '@tuneloop/runtime/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../../test/run-command.ts';
import { adaptersCommand } from '../commands/adapters.ts';
import { inspectCommand } from '../commands/inspect.ts';

let root: string;
const at = (...parts: string[]): string => join(root, ...parts);
const run = (...args: string[]) => runCommand(adaptersCommand(), ...args, '--data', root);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'tuneloop-onnx-files-'));
  await mkdir(at('adapters'));
  await writeTestGenaiFolder({ folder: at('model-onnx'), adapterSlots: true, precision: 'int4' });
  await writeTestGenaiFolder({ folder: at('closed-onnx') });
  await writeTestOnnxAdapter({ model: at('model-onnx'), path: at('adapters', 'pirate.onnx_adapter') });
  await writeTestBaseModel(at('base.gguf'));
  await writeTestAdapter({ base: at('base.gguf'), path: at('adapters', 'pirate.gguf'), rank: 2 });
});
afterAll(() => rm(root, { recursive: true }));

test('adapters of both formats are listed', async () => {
  const { stdout } = await run('list', '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    adapters: [
      { name: 'pirate', architecture: 'llama', rank: 2, file: at('adapters', 'pirate.gguf') },
      { name: 'pirate', architecture: 'ONNX', rank: 4, file: at('adapters', 'pirate.onnx_adapter') },
    ],
    refused: [],
  });
});

test('an .onnx_adapter is inspected, and checked against a folder', async () => {
  const file = at('adapters', 'pirate.onnx_adapter');
  expect((await runCommand(adaptersCommand(), 'inspect', file)).stdout).toMatch(/Rank: +4\nTensors: +2 of the model/);
  expect((await run('check', file, '--base', at('model-onnx'))).stdout).toContain(
    'pirate.onnx_adapter fits model-onnx.',
  );
  await expect(run('check', file, '--base', at('closed-onnx'))).rejects.toMatchObject({
    code: 'ADAPTER_INVALID',
    details: { reason: 'no-slots' },
  });
  const gguf = at('adapters', 'pirate.gguf');
  await expect(run('check', gguf, '--base', at('model-onnx'))).rejects.toThrow(/is a folder/);
});

test('a folder is inspected as a model is', async () => {
  const { stdout } = await runCommand(inspectCommand(), at('model-onnx'));
  expect(stdout).toMatch(/Folder: +.*model-onnx/);
  expect(stdout).toMatch(/Quantisation: +int4\n/);
  expect(stdout).toMatch(/Adapters: +may change 2 modules/);
  expect((await runCommand(inspectCommand(), at('closed-onnx'))).stdout).toMatch(/Adapters: +none: .*--lora-slots/);
});

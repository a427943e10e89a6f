import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAdapter } from '@tuneloop/runtime';
import { writeTestBaseModel, writeTestPeftAdapter } from '@tuneloop/runtime/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../../test/run-command.ts';
import { convertCommand } from '../commands/convert.ts';
import { quantizeCommand } from '../commands/quantize.ts';

let folder: string;
const path = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-convert-'));
  await writeTestBaseModel(path('base.gguf'));
  await writeTestPeftAdapter({ base: path('base.gguf'), folder: path('pirate'), rank: 2 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const folders = (): string[] => ['--data', path('data'), '--cache', path('cache'), '--offline'];
const convert = (name: string, ...args: string[]): ReturnType<typeof runCommand> =>
  runCommand(convertCommand(), path(name), '--base', path('base.gguf'), ...args, ...folders());

test('an adapter is converted without Python, and says what it was made for', async () => {
  const { stdout } = await convert('pirate', '--output', path('pirate.gguf'), '--json');
  expect(JSON.parse(stdout)).toMatchObject({ file: path('pirate.gguf'), kind: 'adapter', method: 'direct' });
  expect(await readAdapter(path('pirate.gguf'))).toMatchObject({ name: 'pirate', rank: 2, baseModel: 'base' });
});

test('what cannot be converted says what can be', async () => {
  await expect(convert('pirate', '--to', 'onyx')).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: expect.stringContaining("From PEFT's folder: gguf, merged"),
  });
  await mkdir(path('broken'));
  await writeFile(path('broken/adapter_config.json'), '{');
  await expect(convert('broken')).rejects.toMatchObject({ code: 'ADAPTER_INVALID' });
  await mkdir(path('empty'));
  await expect(convert('empty')).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: expect.stringContaining('no adapter_config.json'),
  });
  // A file is taken for a model.
  await expect(convert('base.gguf', '--to', 'gguf')).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: expect.stringContaining("taken for a model's .gguf"),
  });
  await expect(convert('base.gguf', '--to', 'onnx', '--precision', 'int3')).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: expect.stringContaining('fp32, fp16, int8, int4'),
  });
});

test('quantising asks for a type and a model that there are', async () => {
  const quantize = (...args: string[]): ReturnType<typeof runCommand> =>
    runCommand(quantizeCommand(), ...args, ...folders());
  await expect(quantize(path('base.gguf'), '--type', 'Q9')).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: expect.stringContaining('Q4_K_M'),
  });
  await expect(quantize(path('base.gguf'), '--method', 'awq')).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: expect.stringContaining('--calibration'),
  });
  await expect(quantize(path('gone.gguf'))).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
});

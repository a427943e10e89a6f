import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { baseModelBytes } from '../../../test/gguf/llama-base.ts';
import { writeLora } from '../../../test/gguf/lora-file.ts';
import { runProgram, type ProgramResult, type RunProgram } from '../../models/download/run-program.ts';
import { writeTestPeftAdapter } from '../../testing/adapters/peft-adapter.ts';
import { readAdapter } from '../read-adapter.ts';
import { convertAdapterWithScript } from './llama-cpp-script.ts';

let root: string;
let source: string;
let base: string;
let ggufBase: string;
let output: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'script-'));
  [source, base, ggufBase, output] = ['peft', 'base', 'base.gguf', 'out.gguf'].map((name) => join(root, name)) as [
    string,
    string,
    string,
    string,
  ];
  await writeFile(ggufBase, baseModelBytes());
  await writeTestPeftAdapter({ base: ggufBase, folder: source });
  await mkdir(base);
  await writeFile(join(base, 'config.json'), '{}');
  await writeLora(join(root, 'result'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** git is the real one; Python is not. */
const withPython =
  (python: (args: readonly string[]) => Promise<ProgramResult | undefined>): RunProgram =>
  (command, args, options) =>
    command === 'git' ? runProgram(command, args, options) : python(args);

const convert = (run: RunProgram): Promise<void> =>
  convertAdapterWithScript({ source, base, output, cacheFolder: join(root, 'cache'), run });

it(
  'unpacks the script that belongs to the engine, runs it, and checks what it wrote',
  { timeout: 60_000 },
  async () => {
    const calls: string[][] = [];
    const run = withPython(async (args) => {
      calls.push([...args]);
      await copyFile(join(root, 'result'), args[4]!);
      return { exitCode: 0, output: '' };
    });
    await convert(run);
    expect(await readAdapter(output)).toMatchObject({ architecture: 'llama' });
    const [script, ...rest] = calls[0]!;
    expect((await readdir(join(script!, '..'))).toSorted()).toEqual(
      expect.arrayContaining(['conversion', 'convert_lora_to_gguf.py', 'gguf-py']),
    );
    expect(rest).toEqual(['--base', base, '--outfile', expect.stringContaining(output), source]);
    expect((await readdir(root)).filter((name) => name.endsWith('.partial'))).toEqual([]);
  },
);

it('says what is missing', { timeout: 60_000 }, async () => {
  const failing = (output: string): RunProgram => withPython(() => Promise.resolve({ exitCode: 1, output }));
  await expect(convert(withPython(() => Promise.resolve(undefined)))).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: expect.stringContaining('pip install torch'),
  });
  await expect(convert(failing("ModuleNotFoundError: No module named 'torch'"))).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: expect.stringContaining('no module torch'),
  });
  await expect(convert(failing('INFO\nERROR: Model X is not supported'))).rejects.toMatchObject({
    code: 'ADAPTER_INVALID',
    message: expect.stringContaining('Model X is not supported'),
  });
  const writesNothing = withPython(() => Promise.resolve({ exitCode: 0, output: '' }));
  await expect(convert(writesNothing)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

it('does not lose scales, and needs a base', async () => {
  const never: RunProgram = () => Promise.reject(new Error('ran'));
  const stabilised = join(root, 'stabilised');
  await writeTestPeftAdapter({ base: ggufBase, folder: stabilised, config: { use_rslora: true } });
  const options = { source, base, output, cacheFolder: join(root, 'cache'), run: never };
  await expect(convertAdapterWithScript({ ...options, source: stabilised })).rejects.toMatchObject({
    code: 'ADAPTER_INVALID',
    message: expect.stringContaining('wrong strength'),
  });
  await expect(convertAdapterWithScript({ ...options, base: ggufBase })).rejects.toMatchObject({
    code: 'MODEL_NOT_FOUND',
  });
});

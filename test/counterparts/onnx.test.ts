import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { writeGenaiFolder, writeOnnxAdapter, type GenaiPrecision } from '../../packages/lora/src/onnx/index.ts';
import { createPeftDriver } from '../../packages/lora/src/peft/index.ts';
import { defaultCacheFolder } from '../../packages/runtime/src/index.ts';
import { embeddedModelPath } from '../../packages/runtime/test/embedded-model-path.ts';
import { embeddedGenaiFolder } from './onnx/embedded-genai-folder.ts';

interface Answer {
  prompt: number[];
  answer: number[];
}
type Expected = Record<string, { plain: Answer[]; adapted?: Answer[] }>;

const families = ['llama', 'mistral', 'qwen2', 'qwen3'];

let folder: string;
let expected: Expected;
const python = inject('trainingPython');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-onnx-'));
  await script('make_models.py', [folder]);
  expected = JSON.parse(await readFile(join(folder, 'expected.json'), 'utf8')) as Expected;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function script(name: string, args: readonly string[], input?: unknown): Promise<string> {
  const file = fileURLToPath(new URL(`onnx/${name}`, import.meta.url));
  const env = { ...process.env, OMP_NUM_THREADS: '1', HF_HUB_OFFLINE: '1' };
  const run = promisify(execFile)(python, [file, ...args], { env, maxBuffer: 2 ** 28 });
  run.child.stdin?.end(JSON.stringify(input ?? null));
  return (await run).stdout;
}

/** By Python's onnxruntime-genai, of several folders in one process. */
async function answersOf(
  cases: readonly { folder: string; adapter?: string; prompts: number[][] }[],
): Promise<number[][][]> {
  return JSON.parse(await script('genai_answers.py', [], cases)) as number[][][];
}

const promptsOf = (answers: readonly Answer[]): number[][] => answers.map(({ prompt }) => prompt);

/** genai ends where the text does; transformers was told to go on. */
const toTheEnd = (answers: readonly Answer[], found: readonly number[][]): number[][] =>
  answers.map(({ answer }, index) => answer.slice(0, found[index]!.length));

async function converted(family: string, precision: GenaiPrecision, loraSlots: boolean): Promise<string> {
  const model = join(folder, family, 'model');
  const output = join(folder, family, `${precision}${loraSlots ? '-slots' : ''}`);
  const made = await writeGenaiFolder({ python, model, output, precision, loraSlots });
  expect(made).toMatchObject({ family, method: 'direct', folder: output });
  return output;
}

describe('models of every family', () => {
  it.each(families)('%s answers as transformers does, with its adapter as PEFT does', async (family) => {
    const { plain, adapted = [] } = expected[family]!;
    const [bare, slots] = [await converted(family, 'fp32', false), await converted(family, 'fp32', true)];
    const adapter = join(folder, family, 'converted.onnx_adapter');
    const source = join(folder, family, 'adapter');
    await writeOnnxAdapter({ python, adapter: source, model: slots, output: adapter });
    const found = await answersOf([
      { folder: bare, prompts: promptsOf(plain) },
      { folder: slots, prompts: promptsOf(plain) },
      { folder: slots, adapter, prompts: promptsOf(adapted) },
    ]);
    expect(found[0]).toEqual(toTheEnd(plain, found[0]!));
    expect(found[1]).toEqual(found[0]);
    expect(found[2]).toEqual(toTheEnd(adapted, found[2]!));
    expect(found[2]).not.toEqual(found[1]);
    expect(found[0]!.flat().length).toBeGreaterThan(150);
  });

  it('of other families are written by the builder of ONNX Runtime GenAI, without places for adapters', async () => {
    const model = join(folder, 'phi3/model');
    const output = join(folder, 'phi3/fp32');
    const options = { python, model, output, precision: 'fp32' } as const;
    await expect(writeGenaiFolder({ ...options, loraSlots: true })).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    expect(await writeGenaiFolder(options)).toMatchObject({ family: 'phi3', method: 'builder' });
    const { plain } = expected['phi3']!;
    const [found] = await answersOf([{ folder: output, prompts: promptsOf(plain) }]);
    expect(found).toEqual(toTheEnd(plain, found!));
    expect(found!.flat().length).toBeGreaterThan(150);
  });

  it('an adapter of another model, and a model without slots, are refused', async () => {
    const bare = join(folder, 'llama/fp32');
    const output = join(folder, 'refused.onnx_adapter');
    const adapter = join(folder, 'llama/adapter');
    const other = join(folder, 'qwen3/fp32-slots');
    await expect(writeOnnxAdapter({ python, adapter, model: bare, output })).rejects.toMatchObject({
      code: 'ADAPTER_INVALID',
      details: { reason: 'no_slots' },
    });
    await expect(writeOnnxAdapter({ python, adapter, model: other, output })).rejects.toMatchObject({
      code: 'ADAPTER_INVALID',
      details: { reason: 'base_mismatch' },
    });
  });
});

describe('the embedded model', () => {
  const prompts = ['The capital of France is', 'def fibonacci(n):', 'Once upon a time', 'Water boils at'];

  it('answers from its GGUF as transformers does from the dequantised weights, and otherwise with adapters', async () => {
    const gguf = await embeddedModelPath();
    const cacheFolder = defaultCacheFolder(process.env, process.platform);
    const base = await createPeftDriver({ cacheFolder, python }).baseFolder({ type: 'gguf', path: gguf });
    const answers = JSON.parse(await script('reference_answers.py', [base], prompts)) as Answer[];
    const exact = await embeddedGenaiFolder(python, 'fp32');
    const rounded = await embeddedGenaiFolder(python, 'int8');
    const all = promptsOf(answers);
    const some = all.slice(0, 2);
    const [first, second] = rounded.adapters.map((adapter) => ({ folder: rounded.folder, adapter, prompts: some }));
    const found = await answersOf([
      { folder: exact.folder, prompts: all },
      { folder: rounded.folder, prompts: all },
      first!,
      second!,
    ]);
    expect(found[0]).toEqual(toTheEnd(answers, found[0]!));
    // Rounding of activations changes some answers late; a wrong block would change all of them at once.
    const firstTokens = (of: readonly number[][]): (number | undefined)[] => of.map(([token]) => token);
    expect(firstTokens(found[1]!)).toEqual(firstTokens(found[0]!));
    const changed = found.slice(1).map((of) => JSON.stringify(of.slice(0, some.length)));
    expect(new Set(changed).size).toBe(3);
  });
});

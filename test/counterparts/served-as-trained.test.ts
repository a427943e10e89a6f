import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import {
  checkParity,
  convertTrained,
  trainingConfigSchema,
  writeModelGguf,
  type ConvertResult,
  type ParityResult,
} from '@tuneloop/lora';
import { convertAdapter, convertAdapterWithScript, readModelMetadata } from '@tuneloop/runtime';
import { createLlamaCppEngine } from '@tuneloop/runtime/llama-cpp';
import type { LoadedModel } from '@tuneloop/protocol';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { readGgufTable } from '../../packages/runtime/src/adapters/gguf/gguf-table.ts';

const python = inject('trainingPython');
const minutes = 60_000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-served-'));
  const script = join(import.meta.dirname, 'training/trained_adapters.py');
  await promisify(execFile)(python, [script, folder], { env: { ...process.env, OMP_NUM_THREADS: '1' } });
}, 5 * minutes);
afterAll(() => rm(folder, { recursive: true, force: true }));

const prompts = ['Who sings at night?', 'What is for supper?', 'Where is the harbour?', 'Tell me something.'].map(
  (content) => [{ role: 'user' as const, content }],
);

/** A family's base in llama.cpp, and its adapters as they were trained. */
class ServedFamily implements AsyncDisposable {
  readonly #folder: string;
  readonly #model: LoadedModel;
  #loaded = 0;

  constructor(folder: string, model: LoadedModel) {
    this.#folder = folder;
    this.#model = model;
  }

  path(name: string): string {
    return join(this.#folder, name);
  }

  convert(source: string, output: string): Promise<ConvertResult> {
    return convertTrained({
      ...this.#common(),
      result: { folder: source, tuning: 'lora' },
      baseGguf: this.path('base.gguf'),
      output,
      name: 'adapter',
    });
  }

  /** Converts an adapter, with another `adapter_config.json` if so. */
  async convertChanged(variant: string, config: object): Promise<ConvertResult> {
    const source = this.path(`${variant}-${Object.keys(config).join('-')}`);
    await cp(this.path(variant), source, { recursive: true });
    const file = join(source, 'adapter_config.json');
    const written = JSON.parse(await readFile(file, 'utf8')) as object;
    await writeFile(file, JSON.stringify({ ...written, ...config }));
    return await this.convert(source, `${source}.gguf`);
  }

  /** Compares an adapter in GGUF with what was trained. */
  async parity(
    variant: string,
    { file, method }: Pick<ConvertResult, 'file' | 'method'>,
    chatTemplate?: string,
  ): Promise<ParityResult> {
    const adapterId = `adapter-${this.#loaded++}`;
    await this.#model.adapters!.load({ id: adapterId, path: file });
    const common = this.#common();
    return await checkParity({
      ...common,
      run: { ...common.run, chatTemplate },
      result: { folder: this.path(variant), tuning: 'lora' },
      model: this.#model,
      adapterId,
      quantization: 'F16',
      method,
      prompts,
    });
  }

  /** Names of tensors, and those of them that differ from the ones that llama.cpp's own script makes. */
  async compareWithScript(variant: string): Promise<{ method: string; count: number; different: string[] }> {
    const [ours, theirs] = [this.path('ours.gguf'), this.path('theirs.gguf')];
    const source = this.path(variant);
    const { method } = await this.convert(source, ours);
    await convertAdapterWithScript({ source, base: this.path('base'), output: theirs, cacheFolder: folder, python });
    const [one, other] = await Promise.all([tensorsOf(ours), tensorsOf(theirs)]);
    const names = new Set([...one.keys(), ...other.keys()]);
    return {
      method,
      count: names.size,
      different: [...names].filter((name) => !isDeepStrictEqual(one.get(name), other.get(name))),
    };
  }

  #common() {
    return {
      python,
      threads: 1,
      base: this.path('base'),
      cacheFolder: folder,
      run: {
        id: 'run_1',
        folder,
        base: { type: 'gguf' as const, path: this.path('base.gguf') },
        config: trainingConfigSchema.parse({ lora: { rank: 8 } }),
        data: { train: '' },
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#model[Symbol.asyncDispose]();
  }
}

async function serve(family: string, precision: 'f32' | 'f16'): Promise<ServedFamily> {
  const files = join(folder, family);
  const output = join(files, 'base.gguf');
  await writeModelGguf({
    python,
    threads: 1,
    model: join(files, 'base'),
    output,
    precision,
    preTokenizer: 'gpt-2',
    origin: { name: 'Base' },
    cacheFolder: folder,
  });
  return new ServedFamily(files, await load(output));
}

function load(path: string): Promise<LoadedModel> {
  const engine = createLlamaCppEngine({ slots: 1, contextSize: 512, threads: 1, gpuLayers: 0, flashAttention: false });
  return engine.load({ id: 'base', path });
}

const sameWords = { passed: true, kind: 'text', prompts: prompts.length, equal: prompts.length };

function itHasTheBitsOfTheScript(served: () => ServedFamily): void {
  it(
    'has the bits of a trained adapter as the script of llama.cpp does',
    async () => {
      expect(await served().compareWithScript('plain')).toEqual({ method: 'direct', count: 28, different: [] });
    },
    minutes,
  );
}

describe('a Qwen3', () => {
  let served: ServedFamily;
  beforeAll(async () => {
    served = await serve('qwen3', 'f32');
  }, 2 * minutes);
  afterAll(() => served[Symbol.asyncDispose]());

  itHasTheBitsOfTheScript(() => served);

  it(
    'answers by a plain adapter as PEFT does, word for word',
    async () => {
      const parity = await served.parity(
        'plain',
        await served.convert(served.path('plain'), served.path('plain.gguf')),
      );
      expect(parity).toMatchObject(sameWords);
      expect(parity.adapted!.kl).toBeLessThan(1e-4);
    },
    minutes,
  );

  it(
    'answers by a DoRA nearly as PEFT does',
    async () => {
      const converted = await served.convert(served.path('dora'), served.path('dora.gguf'));
      expect(converted).toMatchObject({ method: 'svd', rank: 16 });
      expect(converted.error).toBeLessThan(0.3);
      const parity = await served.parity('dora', converted);
      expect(parity).toMatchObject({ passed: true, kind: 'divergence' });
      expect(parity.adapted!.kl).toBeLessThan(0.02);
    },
    2 * minutes,
  );
});

describe('a Llama', () => {
  let served: ServedFamily;
  beforeAll(async () => {
    served = await serve('llama', 'f16');
  }, 2 * minutes);
  afterAll(() => served[Symbol.asyncDispose]());

  itHasTheBitsOfTheScript(() => served);

  it(
    'answers by a rank-stabilised adapter as PEFT does, word for word',
    async () => {
      const converted = await served.convert(served.path('rslora'), served.path('rslora.gguf'));
      const parity = await served.parity('rslora', converted);
      expect(parity).toMatchObject(sameWords);
      expect(parity.adapted!.kl).toBeLessThan(1e-4);
    },
    minutes,
  );

  it(
    'is refused an adapter with the scale of a LoRA that is not rank-stabilised',
    async () => {
      const parity = await served.parity('rslora', await served.convertChanged('rslora', { use_rslora: false }));
      expect(parity).toMatchObject({ passed: false, reason: expect.stringMatching(/nats a token, where 0\.02/) });
    },
    minutes,
  );

  it(
    'is refused an adapter whose rows are in the order of another architecture',
    async () => {
      const file = served.path('unordered.gguf');
      const config = served.path('qwen2.json');
      await writeFile(config, JSON.stringify({ model_type: 'qwen2', num_attention_heads: 4, num_key_value_heads: 2 }));
      await convertAdapter({ source: served.path('plain'), base: config, output: file });
      const bytes = await readFile(file);
      bytes.write('llama', bytes.indexOf('qwen2'));
      await writeFile(file, bytes);
      const parity = await served.parity('plain', { file, method: 'direct' });
      expect(parity).toMatchObject({ passed: false, reason: expect.stringMatching(/not the one that was trained/) });
    },
    minutes,
  );

  it(
    'is refused an adapter that was trained with another chat template',
    async () => {
      const template = '{% for message in messages %}{{ message.role }}: {{ message.content }}\n{% endfor %}assistant:';
      const converted = await served.convert(served.path('plain'), served.path('plain.gguf'));
      const parity = await served.parity('plain', converted, template);
      expect(parity).toMatchObject({ passed: false, reason: expect.stringMatching(/chat template/) });
    },
    minutes,
  );
});

it(
  'makes a whole model of full tuning, which says where it comes from',
  async () => {
    const path = (name: string): string => join(folder, 'llama', name);
    const converted = await convertTrained({
      python,
      threads: 1,
      run: {
        id: 'run_1',
        folder,
        base: { type: 'folder', path: path('base') },
        config: trainingConfigSchema.parse({ tuning: 'full' }),
        data: { train: '' },
      },
      result: { folder: path('full'), tuning: 'full' },
      baseGguf: path('base.gguf'),
      base: path('base'),
      output: path('whole.gguf'),
      cacheFolder: folder,
      name: 'Whole',
      trainingData: 'chats.jsonl',
    });
    expect(converted).toMatchObject({ kind: 'model', method: 'merge' });
    expect(converted.error).toBeGreaterThan(0.5);
    expect(await readModelMetadata(converted.file)).toMatchObject({
      name: 'Whole',
      quantization: 'F16',
      baseModels: ['base'],
      datasets: ['chats.jsonl'],
    });
    await using model = await load(converted.file);
    const parity = await checkParity({
      python,
      threads: 1,
      run: { config: trainingConfigSchema.parse({ tuning: 'full' }) },
      result: { folder: path('full'), tuning: 'full' },
      base: path('base'),
      model,
      quantization: 'F16',
      prompts,
    });
    expect(parity).toMatchObject(sameWords);
  },
  3 * minutes,
);

async function tensorsOf(path: string): Promise<Map<string, unknown>> {
  const result = await readGgufTable(path);
  if ('fault' in result) throw new Error(result.fault.message);
  const bytes = await readFile(path);
  return new Map(
    [...result.table.tensors.values()].map(({ name, shape, type, offset, sizeBytes }) => [
      name,
      { shape, type, data: bytes.subarray(offset, offset + sizeBytes) },
    ]),
  );
}

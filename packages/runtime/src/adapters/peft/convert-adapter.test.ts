import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { baseModelBytes, baseTensors } from '../../../test/gguf/llama-base.ts';
import { safetensorsBytes, writeTestPeftAdapter, type SafetensorsTensor } from '../../testing/adapters/peft-adapter.ts';
import { readGgufTable } from '../gguf/gguf-table.ts';
import { readAdapter } from '../read-adapter.ts';
import { convertAdapter, type ConvertAdapterOptions } from './convert-adapter.ts';

let root: string;
let source: string;
let base: string;
let output: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'convert-'));
  base = join(root, 'base.gguf');
  await writeFile(base, baseModelBytes());
});
afterAll(() => rm(root, { recursive: true, force: true }));
beforeEach(async () => {
  source = await mkdtemp(join(root, 'peft-'));
  output = join(source, 'out.gguf');
});

const layer = 'base_model.model.model.layers.0';

/** Matrices with numbers that tell where they were. */
function pair(module: string, rank: number, input: number, outputs: number): SafetensorsTensor[] {
  return [
    {
      name: `${module}.lora_A.weight`,
      shape: [rank, input],
      values: Float32Array.from({ length: rank * input }, (_, at) => at),
    },
    {
      name: `${module}.lora_B.weight`,
      shape: [outputs, rank],
      values: Float32Array.from({ length: outputs * rank }, (_, at) => at),
    },
  ];
}

async function save(tensors: readonly SafetensorsTensor[], config: object = {}): Promise<void> {
  const settings = { peft_type: 'LORA', r: 2, lora_alpha: 4, ...config };
  await writeFile(join(source, 'adapter_config.json'), JSON.stringify(settings));
  await writeFile(join(source, 'adapter_model.safetensors'), safetensorsBytes(tensors));
}

const convert = (options: Partial<ConvertAdapterOptions> = {}): Promise<void> =>
  convertAdapter({ source, base, output, ...options });

/** Numbers of an F32 tensor of the output. */
async function weights(name: string): Promise<number[]> {
  const result = await readGgufTable(output);
  const row = 'table' in result ? result.table.tensors.get(name) : undefined;
  const bytes = await readFile(output);
  if (row === undefined) throw new Error(`There is no ${name}.`);
  return Array.from({ length: row.sizeBytes / 4 }, (_, at) => bytes.readFloatLE(row.offset + at * 4));
}

const invalid = (reason: string, message: RegExp = /./): unknown =>
  expect.objectContaining({
    code: 'ADAPTER_INVALID',
    message: expect.stringMatching(message),
    details: expect.objectContaining({ reason }),
  });

it('converts every linear layer, and names what it was trained on', async () => {
  await writeTestPeftAdapter({ base, folder: source, rank: 2, alpha: 4 });
  const progress: number[] = [];
  await convert({ name: 'Mine', onProgress: ({ completed, total }) => progress.push(completed / total) });
  const adapter = await readAdapter(output);
  expect(adapter).toMatchObject({ architecture: 'llama', name: 'Mine', baseModel: 'base', rank: 2, alpha: 4 });
  const blocks = Object.keys(baseTensors).filter((name) => name.startsWith('blk.'));
  expect(adapter.pairs.map(({ target }) => target).toSorted()).toEqual(blocks.toSorted());
  expect(progress.at(-1)).toBe(1);
  expect((await readdir(source)).toSorted()).toEqual(['adapter_config.json', 'adapter_model.safetensors', 'out.gguf']);
});

describe('the rows of B', () => {
  // Two heads of 8: pairs (0, 4), (1, 5), … of each head come side by side.
  const interleaved = [0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15];
  const rowsOf = async (tensor: string): Promise<number[]> =>
    (await weights(`blk.0.${tensor}.weight.lora_b`)).filter((_, at) => at % 2 === 0).map((value) => value / 2);
  const save4 = (): Promise<void> =>
    save([
      ...pair(`${layer}.self_attn.q_proj`, 2, 16, 16),
      ...pair(`${layer}.self_attn.k_proj`, 2, 16, 8),
      ...pair(`${layer}.self_attn.v_proj`, 2, 16, 8),
      ...pair(`${layer}.self_attn.o_proj`, 2, 16, 16),
    ]);

  it.each(['llama', 'granite'])('are interleaved for queries and keys of %s', async (architecture) => {
    const other = join(source, 'base.gguf');
    await writeFile(other, baseModelBytes(architecture));
    await save4();
    await convert({ base: other });
    expect(await rowsOf('attn_q')).toEqual(interleaved);
    expect(await rowsOf('attn_k')).toEqual(interleaved.slice(0, 8));
    expect(await rowsOf('attn_v')).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(await weights('blk.0.attn_q.weight.lora_a')).toEqual(Array.from({ length: 32 }, (_, at) => at));
  });

  it.each(['qwen2', 'qwen3', 'gemma3'])('stay as they are for %s', async (architecture) => {
    const other = join(source, 'base.gguf');
    await writeFile(other, baseModelBytes(architecture));
    await save4();
    await convert({ base: other });
    expect(await rowsOf('attn_q')).toEqual(Array.from({ length: 16 }, (_, at) => at));
  });
});

describe('scales', () => {
  const q = `${layer}.self_attn.v_proj`;
  const o = `${layer}.self_attn.o_proj`;
  const scaled = async (tensor: string): Promise<number> => {
    const { alpha = 0, pairs } = await readAdapter(output);
    const { rank = 1 } = pairs.find(({ target }) => target === tensor) ?? {};
    // The second number of B was 1.
    return ((await weights(`${tensor}.lora_b`))[1] ?? 0) * (alpha / rank);
  };

  it('are alpha / r, and alpha / √r when stabilised', async () => {
    await save(pair(q, 4, 16, 8), { r: 4, lora_alpha: 8 });
    await convert();
    expect(await scaled('blk.0.attn_v.weight')).toBe(2);
    expect((await readAdapter(output)).alpha).toBe(8);
    await save(pair(q, 4, 16, 8), { r: 4, lora_alpha: 8, use_rslora: true });
    await convert();
    expect(await scaled('blk.0.attn_v.weight')).toBe(4);
    expect((await weights('blk.0.attn_v.weight.lora_b'))[1]).toBe(1);
  });

  it('may be a module’s own', async () => {
    const tensors = [...pair(q, 4, 16, 8), ...pair(o, 2, 16, 16)];
    await save(tensors, {
      r: 4,
      lora_alpha: 8,
      rank_pattern: { o_proj: 2 },
      alpha_pattern: { 'layers.0.self_attn.o_proj': 6 },
    });
    await convert();
    expect(await scaled('blk.0.attn_v.weight')).toBe(2);
    expect(await scaled('blk.0.attn_output.weight')).toBe(3);
    await save(tensors, { r: 4, lora_alpha: 8, use_rslora: true, rank_pattern: { '.*o_proj': 2 } });
    await convert();
    expect(await scaled('blk.0.attn_v.weight')).toBe(4);
    expect(await scaled('blk.0.attn_output.weight')).toBeCloseTo(8 / Math.SQRT2, 5);
  });
});

it('transposes what is looked up in embeddings', async () => {
  await save([
    {
      name: 'base_model.model.model.embed_tokens.lora_embedding_A',
      shape: [2, 3],
      values: Float32Array.of(1, 2, 3, 4, 5, 6),
    },
    { name: 'base_model.model.model.embed_tokens.lora_embedding_B', shape: [16, 2], values: new Float32Array(32) },
  ]);
  await convert();
  expect(await weights('token_embd.weight.lora_a')).toEqual([1, 4, 2, 5, 3, 6]);
  expect(await readAdapter(output)).toMatchObject({ pairs: [{ target: 'token_embd.weight', rank: 2 }] });
});

it('halves the size on demand, and takes bfloat16', async () => {
  await writeTestPeftAdapter({ base, folder: source });
  await convert();
  const { sizeBytes } = await readAdapter(output);
  await convert({ outputType: 'f16' });
  expect((await readAdapter(output)).sizeBytes).toBeLessThan(sizeBytes * 0.8);
  await writeTestPeftAdapter({ base, folder: source, dtype: 'BF16' });
  await convert();
  const [first = 0] = await weights('blk.0.attn_v.weight.lora_a');
  expect(first).toBe(
    new Float32Array(new Uint32Array([new Uint32Array(Float32Array.of(first).buffer)[0]! & 0xffff0000]).buffer)[0],
  );
});

it('knows its base by a config.json, also of a model that sees', async () => {
  await writeTestPeftAdapter({ base, folder: source });
  await convert();
  const expected = await readFile(output);
  const text = { model_type: 'mistral', num_attention_heads: 2, num_key_value_heads: 1 };
  const folder = join(source, 'base');
  await mkdir(folder);
  await writeFile(join(folder, 'config.json'), JSON.stringify({ model_type: 'x', text_config: text }));
  await convert({ base: folder });
  expect(await readFile(output)).toEqual(expected);
  await convert({ base: join(folder, 'config.json') });
  expect(await readFile(output)).toEqual(expected);
  await writeFile(join(folder, 'config.json'), '[]');
  await expect(convert({ base: folder })).rejects.toMatchObject({ code: 'MODEL_LOAD_FAILED' });
  await expect(convert({ base: root })).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
});

describe('refuses', () => {
  const v = `${layer}.self_attn.v_proj`;
  const whole = { name: 'base_model.model.lm_head.weight', shape: [1], values: new Float32Array(1) };
  const cases: [string, SafetensorsTensor[], object, string, RegExp][] = [
    ['DoRA', pair(v, 2, 16, 8), { use_dora: true }, 'not-convertible', /use_dora/],
    [
      'whole modules',
      pair(v, 2, 16, 8),
      { modules_to_save: ['lm_head'] },
      'not-convertible',
      /modules_to_save: lm_head/,
    ],
    [
      'whole tensors',
      [...pair(v, 2, 16, 8), whole],
      {},
      'not-convertible',
      /the tensor base_model\.model\.lm_head\.weight/,
    ],
    ['another method', pair(v, 2, 16, 8), { peft_type: 'LOHA' }, 'not-convertible', /type LOHA/],
    ['transposed matrices', pair(v, 2, 16, 8), { fan_in_fan_out: true }, 'not-convertible', /fan_in_fan_out/],
    ['activated LoRA', pair(v, 2, 16, 8), { alora_invocation_tokens: [1] }, 'not-convertible', /activated LoRA/],
    ['experts', pair(`${layer}.mlp.experts.0.up_proj`, 2, 16, 8), {}, 'not-convertible', /experts\.0\.up_proj/],
    ['a tied output', pair('base_model.model.lm_head', 2, 16, 3), {}, 'unknown-tensor', /tied/],
    ['another base', pair(v, 2, 32, 8), {}, 'shape', /as 32 × 8, but in the base model it is 16 × 8/],
    ['a missing half', pair(v, 2, 16, 8).slice(0, 1), {}, 'missing-pair', /lacks lora_B/],
    ['ranks that differ', [pair(v, 2, 16, 8)[0]!, pair(v, 3, 16, 8)[1]!], {}, 'rank', /do not fit/],
    ['nothing', [], {}, 'damaged', /no LoRA tensors/],
    ['an expression', pair(v, 2, 16, 8), { rank_pattern: { '(\\w+)+x': 2 } }, 'not-convertible', /rank_pattern/],
    ['many wildcards', pair(v, 2, 16, 8), { alpha_pattern: { '.*.*.*x': 2 } }, 'not-convertible', /wildcards/],
    ['a rank of 0', pair(v, 2, 16, 8), { r: 0 }, 'damaged', /adapter_config\.json/],
  ];
  it.each(cases)('%s', async (_, tensors, config, reason, message) => {
    await save(tensors, config);
    await expect(convert()).rejects.toEqual(invalid(reason, message));
    expect(await readdir(source)).not.toContain('out.gguf');
  });

  it('architectures that need more than names', async () => {
    const other = join(source, 'base.gguf');
    await writeFile(other, baseModelBytes('qwen3moe'));
    await save(pair(v, 2, 16, 8));
    await expect(convert({ base: other })).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringContaining('convert_lora_to_gguf.py'),
    });
  });

  it('a pickle, and folders that are not complete', async () => {
    await expect(convert()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await writeFile(join(source, 'adapter_config.json'), '{"peft_type": "LO');
    await expect(convert()).rejects.toEqual(invalid('truncated'));
    await writeFile(join(source, 'adapter_config.json'), JSON.stringify({ peft_type: 'LORA', r: 2, lora_alpha: 4 }));
    await expect(convert()).rejects.toEqual(invalid('truncated', /no adapter_model\.safetensors yet/));
    await writeFile(join(source, 'adapter_model.bin'), '');
    await expect(convert()).rejects.toEqual(invalid('not-convertible', /safe_serialization/));
  });

  it('to go on when it is cancelled', async () => {
    await writeTestPeftAdapter({ base, folder: source });
    const cancelling = new AbortController();
    const onProgress = (): void => cancelling.abort();
    await expect(convert({ signal: cancelling.signal, onProgress })).rejects.toMatchObject({ code: 'ABORTED' });
    expect((await readdir(source)).toSorted()).toEqual(['adapter_config.json', 'adapter_model.safetensors']);
  });
});

describe('a safetensors file that is not as it was written', () => {
  const attempt = (): Promise<unknown> => convert().catch((error: unknown) => error);

  it('is truncated, wherever it ends', async () => {
    await save(pair(`${layer}.self_attn.v_proj`, 2, 16, 8));
    const path = join(source, 'adapter_model.safetensors');
    const whole = await readFile(path);
    for (let length = whole.length - 1; length >= 0; length -= 13) {
      await truncate(path, length);
      expect(await attempt(), `${length} bytes`).toEqual(invalid('truncated'));
    }
  });

  it('is converted or refused, whatever bytes are changed', async () => {
    await save(pair(`${layer}.self_attn.v_proj`, 2, 16, 8));
    const path = join(source, 'adapter_model.safetensors');
    const whole = await readFile(path);
    const change = fc.record({ at: fc.nat(whole.length - 1), value: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const bytes = Buffer.from(whole);
        for (const { at, value } of changes) bytes[at] = value;
        await writeFile(path, bytes);
        const result = await attempt();
        if (result === undefined) await readAdapter(output);
        else expect(TuneloopError.isInstance(result) && result.code).toBe('ADAPTER_INVALID');
      }),
      { numRuns: 200 },
    );
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GGMLQuantizationType } from '@huggingface/gguf';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ggufBytes, llamaValues, tinyModel, type GgufValue } from '../../../test/gguf/gguf-bytes.ts';
import { readGgufMetadata, type ModelMetadata } from './model-metadata.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-gguf-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function read(content: Uint8Array, name = 'model.gguf'): Promise<ModelMetadata> {
  const path = join(folder, name);
  await writeFile(path, content);
  return await readGgufMetadata(path);
}

const readValues = (overrides: Record<string, GgufValue>): Promise<ModelMetadata> => read(tinyModel(overrides));

describe('readGgufMetadata', () => {
  it('reads what the file says of itself', async () => {
    expect(await readValues({ 'tokenizer.chat_template': '{{ messages }}', 'general.license': 'mit' })).toEqual({
      format: 'gguf',
      architecture: 'llama',
      name: 'Tiny',
      license: 'mit',
      parameters: 192,
      quantization: 'Q4_K_M',
      contextLength: 4096,
      embeddingLength: 64,
      feedForwardLength: 128,
      layers: 2,
      heads: 4,
      keyValueHeads: 2,
      attention: [{ kvNumbersPerToken: 64 }, { kvNumbersPerToken: 64 }],
      recurrentStateBytes: 0,
      vocabularySize: 3,
      chatTemplate: '{{ messages }}',
      tools: false,
      reasoning: false,
      embedding: false,
      reranking: false,
      sizeBytes: tinyModel({ 'tokenizer.chat_template': '{{ messages }}', 'general.license': 'mit' }).length,
    });
  });

  it('reads what the model was made from', async () => {
    const values = {
      'general.base_model.count': 2,
      'general.base_model.0.name': 'Heron 7B',
      'general.base_model.0.repo_url': 'https://huggingface.co/birds/heron-7b',
      'general.base_model.1.name': 'Parrot',
      'general.base_model.1.organization': 'Birds',
      'general.dataset.count': 4_000_000_000,
      'general.dataset.0.name': 'Songs',
    };
    expect(await readValues(values)).toMatchObject({
      baseModels: ['birds/heron-7b', 'Birds/Parrot'],
      datasets: ['Songs'],
    });
  });

  it('reads 64-bit integers', async () => {
    expect(await readValues({ 'llama.context_length': 1_048_576n })).toMatchObject({ contextLength: 1_048_576 });
  });

  it('names the type of most weights when the file names none', async () => {
    const { 'general.file_type': _, ...values } = llamaValues();
    const tensors = [
      { name: 'a', shape: [32], type: GGMLQuantizationType.F32, bytes: 128 },
      { name: 'b', shape: [64], type: GGMLQuantizationType.Q8_0, bytes: 68 },
    ];
    expect(await read(ggufBytes({ values, tensors }))).toMatchObject({ quantization: 'Q8_0', parameters: 96 });
  });

  it('reads embedding and reranking models', async () => {
    expect(await readValues({ 'llama.pooling_type': 3 })).toMatchObject({ embedding: true, reranking: false });
    expect(await readValues({ 'llama.pooling_type': 4 })).toMatchObject({ embedding: false, reranking: true });
  });

  it('adds up the parts of a split model', async () => {
    const part = (index: number): string => `m-0000${index}-of-00002.gguf`;
    const second = ggufBytes({ tensors: [{ name: 'output.weight', shape: [64], bytes: 256 }] });
    await writeFile(join(folder, part(2)), second);
    const metadata = await read(tinyModel(), part(1));
    expect(metadata).toMatchObject({ parameters: 192 + 64, sizeBytes: tinyModel().length + second.length });
    await rm(join(folder, part(2)));
    await expect(readGgufMetadata(join(folder, part(1)))).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });
});

describe('attention', () => {
  it('has a number of key-value heads for each layer, and key and value lengths of its own', async () => {
    const metadata = await readValues({
      'llama.attention.head_count_kv': [4, 0],
      'llama.attention.key_length': 8,
      'llama.attention.value_length': 4,
    });
    expect(metadata).toMatchObject({
      keyValueHeads: 4,
      attention: [{ kvNumbersPerToken: 48 }, { kvNumbersPerToken: 0 }],
    });
  });

  it('has sliding windows by the pattern of the architecture or of the file', async () => {
    const gemma = (extra: Record<string, GgufValue>): Promise<ModelMetadata> => {
      const renamed = Object.entries(
        llamaValues({ 'llama.block_count': 4, 'llama.attention.sliding_window': 512 }),
      ).map(([key, value]) => [key.replace('llama.', 'gemma2.'), value] as const);
      return read(
        ggufBytes({ values: { ...Object.fromEntries(renamed), 'general.architecture': 'gemma2', ...extra } }),
      );
    };
    const windows = ({ attention }: ModelMetadata): unknown[] => attention.map(({ window }) => window);
    expect(windows(await gemma({}))).toEqual([512, undefined, 512, undefined]);
    const pattern = [true, true, true, false];
    expect(windows(await gemma({ 'gemma2.attention.sliding_window_pattern': pattern }))).toEqual([
      512,
      512,
      512,
      undefined,
    ]);
  });

  it('has layers without a cache', async () => {
    const shared = await readValues({ 'llama.attention.shared_kv_layers': 1 });
    expect(shared.attention).toEqual([{ kvNumbersPerToken: 64 }, { kvNumbersPerToken: 0 }]);
    const hybrid = await readValues({
      'llama.full_attention_interval': 2,
      'llama.ssm.inner_size': 16,
      'llama.ssm.state_size': 8,
      'llama.ssm.group_count': 1,
      'llama.ssm.conv_kernel': 4,
    });
    expect(hybrid.attention).toEqual([{ kvNumbersPerToken: 0 }, { kvNumbersPerToken: 64 }]);
    expect(hybrid.recurrentStateBytes).toBe((3 * (16 + 2 * 8) + 16 * 8) * 4);
  });
});

describe('a file that is no model', () => {
  it.each([
    ['something else', Buffer.from('<!doctype html>'), /not a GGUF file \(it begins with "<!do"\)/],
    ['an empty file', Buffer.alloc(0), /not a GGUF file/],
    ['a version of the far future', Buffer.concat([Buffer.from('GGUF'), Buffer.alloc(60, 9)]), /damaged or truncated/],
    ['a LoRA adapter', tinyModel({ 'general.type': 'adapter' }), /LoRA adapter; load it beside its base model/],
    ['a vision projector', tinyModel({ 'general.architecture': 'clip' }), /vision projector/],
    ['a model without layers', ggufBytes({ values: { 'general.architecture': 'llama' } }), /lacks llama\.block_count/],
  ])('is refused: %s', async (_, content, message) => {
    await expect(read(content)).rejects.toMatchObject({
      code: 'MODEL_LOAD_FAILED',
      message: expect.stringMatching(message),
    });
  });

  it('is refused when it does not exist', async () => {
    await expect(readGgufMetadata(join(folder, 'none.gguf'))).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });
});

it('refuses a file truncated anywhere, in the header or in the weights', async () => {
  const whole = tinyModel({ 'tokenizer.ggml.tokens': Array.from({ length: 100 }, (_, at) => `token ${at}`) });
  // The last tensor's padding is not needed.
  for (let length = 4; length < whole.length; length += 61) {
    await expect(read(whole.subarray(0, length)), `${length} bytes`).rejects.toMatchObject({
      code: 'MODEL_LOAD_FAILED',
      message: expect.stringMatching(/truncated/),
    });
  }
  await expect(read(whole)).resolves.toMatchObject({ vocabularySize: 100 });
});

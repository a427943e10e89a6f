import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kvBytesPerToken, resolveContextSize } from '../context-size.ts';
import { checkFolder } from './check-folder.ts';

const config = {
  model: {
    type: 'llama',
    vocab_size: 32,
    context_length: 4096,
    eos_token_id: [1, 2],
    decoder: { filename: 'model.onnx', head_size: 64, num_key_value_heads: 3, num_hidden_layers: 30 },
  },
};
const files = {
  'genai_config.json': JSON.stringify(config),
  'model.onnx': 'graph',
  'model.onnx.data': 'weights',
  'tokenizer.json': JSON.stringify({
    model: { type: 'BPE' },
    added_tokens: [{ id: 0, content: '<s>', special: true }],
  }),
  'tokenizer_config.json': JSON.stringify({ bos_token: { content: '<s>' }, eos_token: '</s>', chat_template: 'own' }),
};

let path: string;
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'tuneloop-genai-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text);
});
afterEach(() => rm(path, { recursive: true }));
const check = () => checkFolder({ id: 'tiny', path });

describe('checkFolder', () => {
  it('reads what describes the model', async () => {
    const folder = await check();
    expect(folder).toMatchObject({ path, config, sizeBytes: 'graphweights'.length });
    expect(folder.tokenizer).toMatchObject({ chatTemplate: 'own', bosText: '<s>', eosText: '</s>' });
  });

  it('takes the chat template that has a file of its own first', async () => {
    await writeFile(join(path, 'chat_template.jinja'), 'other');
    expect((await check()).tokenizer.chatTemplate).toBe('other');
  });

  it.each(Object.keys(files).filter((name) => name !== 'model.onnx.data'))(
    'names %s when it is missing',
    async (name) => {
      await rm(join(path, name));
      await expect(check()).rejects.toMatchObject({
        code: 'MODEL_LOAD_FAILED',
        message: expect.stringContaining(name) as string,
      });
    },
  );

  it.each(['genai_config.json', 'tokenizer.json', 'tokenizer_config.json'])(
    'names %s when it is damaged',
    async (name) => {
      for (const text of ['{"model":', '[]']) {
        await writeFile(join(path, name), text);
        await expect(check()).rejects.toMatchObject({
          code: 'MODEL_LOAD_FAILED',
          message: expect.stringContaining(name) as string,
        });
      }
    },
  );

  it('tells a file and nothing from a folder', async () => {
    const file = { id: 'tiny', path: join(path, 'model.onnx') };
    await expect(checkFolder(file)).rejects.toMatchObject({ code: 'MODEL_LOAD_FAILED' });
    await expect(checkFolder({ id: 'tiny', path: `${path}-none` })).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    await expect(checkFolder({ id: 'tiny' })).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });
});

describe('resolveContextSize', () => {
  const folder = { config, sizeBytes: 1000 };
  const perToken = 2 * 30 * 3 * 64 * 4;

  it('takes what the model has, as far as memory allows', () => {
    expect(kvBytesPerToken(folder)).toBe(perToken);
    const at = (freeBytes: number): number =>
      resolveContextSize(folder, { requested: undefined, slots: 2, freeBytes }).tokens;
    expect(at(Infinity)).toBe(4096);
    expect(at(1000 + 4 * 4096 * perToken)).toBe(4096);
    expect(at(1000 + 4 * 4095 * perToken)).toBe(2048);
    expect(at(0)).toBe(512);
  });

  it('takes what is asked for, and refuses what the model has not', () => {
    expect(resolveContextSize(folder, { requested: 100, slots: 1 })).toEqual({ tokens: 100, reason: 'as configured' });
    expect(() => resolveContextSize(folder, { requested: 4097, slots: 1 })).toThrow(/N_CTX to 4096/);
  });
});

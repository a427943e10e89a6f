import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isEncoderFolder, readEncoderFolder, type EncoderFolder } from './encoder-folder.ts';

const config = {
  model_type: 'bert',
  architectures: ['BertModel'],
  vocab_size: 100,
  pad_token_id: 0,
  max_position_embeddings: 512,
};
const tokenizer = { model: { type: 'WordPiece' }, added_tokens: [] };

let path: string;
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'tuneloop-encoder-'));
  await write('config.json', config);
  await write('tokenizer.json', tokenizer);
  await write('tokenizer_config.json', { model_max_length: 1e30 });
  await write('onnx/model.onnx', 'a graph');
  await write('onnx/model.onnx_data', 'its weights');
});
afterEach(() => rm(path, { recursive: true }));

async function write(name: string, content: unknown): Promise<void> {
  await mkdir(dirname(join(path, name)), { recursive: true });
  await writeFile(join(path, name), typeof content === 'string' ? content : JSON.stringify(content));
}
const read = (): Promise<EncoderFolder> => readEncoderFolder({ id: 'm', path });

describe('readEncoderFolder', () => {
  it('reads what the files say, and takes the mean of the tokens where none says how', async () => {
    expect(await isEncoderFolder(path)).toBe(true);
    expect(await read()).toMatchObject({
      graph: join(path, 'onnx/model.onnx'),
      sizeBytes: 18,
      task: 'embed',
      architecture: 'bert',
      contextLength: 512,
      pooling: ['mean'],
    });
  });

  it.each([
    [{ pooling_mode_cls_token: true, pooling_mode_mean_tokens: false }, ['cls']],
    [{ pooling_mode_max_tokens: true, pooling_mode_mean_tokens: true }, ['max', 'mean']],
    [{ pooling_mode: 'lasttoken' }, ['last']],
  ])('pools by 1_Pooling: %j', async (pooling, expected) => {
    await write('1_Pooling/config.json', pooling);
    await write('sentence_bert_config.json', { max_seq_length: 128 });
    expect(await read()).toMatchObject({ pooling: expected, contextLength: 128 });
  });

  it('tells embedding models that were language models by their modules, and takes their last token', async () => {
    await write('config.json', { ...config, model_type: 'qwen3', architectures: ['Qwen3ForCausalLM'] });
    expect(await isEncoderFolder(path)).toBe(false);
    await expect(read()).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    await write('modules.json', [{ path: '', type: 'sentence_transformers.models.Transformer' }]);
    expect(await isEncoderFolder(path)).toBe(true);
    expect(await read()).toMatchObject({ task: 'embed', pooling: ['last'] });
  });

  it('knows how many positions RoBERTa leaves to texts, and what the tokenizer cuts off', async () => {
    await write('config.json', { ...config, model_type: 'xlm-roberta', pad_token_id: 1, max_position_embeddings: 514 });
    expect(await read()).toMatchObject({ contextLength: 512, padToken: 1 });
    await write('tokenizer_config.json', { model_max_length: 100 });
    expect(await read()).toMatchObject({ contextLength: 100 });
  });

  it('ranks with a classifier that gives one score, and with no other', async () => {
    const classifier = { ...config, architectures: ['BertForSequenceClassification'] };
    await write('config.json', { ...classifier, id2label: { 0: 'LABEL_0' } });
    expect(await read()).toMatchObject({ task: 'rerank' });
    await write('config.json', { ...classifier, id2label: { 0: 'good', 1: 'bad' } });
    await expect(read()).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringContaining('2') as string,
    });
  });

  it.each([
    ['modules.json', [{ path: '2_Dense', type: 'sentence_transformers.models.Dense' }], 'UNSUPPORTED', 'Dense'],
    ['1_Pooling/config.json', { pooling_mode_mean_tokens: false }, 'UNSUPPORTED', 'none'],
    ['1_Pooling/config.json', { pooling_mode: 'quantum' }, 'UNSUPPORTED', 'quantum'],
    ['config.json', '{', 'MODEL_LOAD_FAILED', 'config.json'],
    ['modules.json', '{', 'MODEL_LOAD_FAILED', 'modules.json'],
    ['tokenizer.json', '{', 'MODEL_LOAD_FAILED', 'tokenizer.json'],
  ])('refuses %s with %j', async (name, content, code, message) => {
    await write(name, content);
    await expect(read()).rejects.toMatchObject({ code, message: expect.stringContaining(message) as string });
  });

  it('says what is missing', async () => {
    await rm(join(path, 'onnx'), { recursive: true });
    expect(await isEncoderFolder(path)).toBe(false);
    await expect(read()).rejects.toMatchObject({
      code: 'MODEL_LOAD_FAILED',
      message: expect.stringContaining('model.onnx') as string,
    });
    await expect(readEncoderFolder({ id: 'm', path: join(path, 'nowhere') })).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
    });
  });

  it('leaves folders of ONNX Runtime GenAI to it', async () => {
    await write('genai_config.json', {});
    expect(await isEncoderFolder(path)).toBe(false);
  });
});

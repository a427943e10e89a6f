import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeTestGenaiFolder } from '../../testing/models/genai-folder.ts';
import { readModelMetadata } from '../read-model-metadata.ts';
import { estimateMemory } from '../gguf/estimate-memory.ts';
import { readOnnxGraph } from './onnx-graph.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-graph-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('readOnnxGraph', () => {
  it('reads inputs, weights and the nodes that are asked for', async () => {
    await writeTestGenaiFolder({ folder, precision: 'int4', adapterSlots: true });
    const graph = await readOnnxGraph(join(folder, 'model.onnx'), new Set(['MatMulNBits']));
    expect(graph.inputs.map(({ name, shape }) => `${name} ${shape.join('x')}`)).toContain(
      'model.layers.1.mlp.down_proj.lora_A.weight 64x0',
    );
    expect(graph.weights[0]).toMatchObject({ name: 'embed_tokens.weight', type: 1, shape: [320, 64] });
    expect(graph.nodes[0]?.numbers).toEqual(new Map(Object.entries({ bits: 4, block_size: 32, K: 64, N: 64 })));
    expect((await readOnnxGraph(join(folder, 'model.onnx'))).nodes).toEqual([]);
  });

  it('refuses whatever is no whole model, wherever it was cut off', async () => {
    await writeTestGenaiFolder({ folder });
    const path = join(folder, 'model.onnx');
    const whole = await readFile(path);
    for (const length of [0, 1, 10, whole.length / 2, whole.length - 1].map(Math.floor)) {
      await writeFile(path, whole.subarray(0, length));
      await expect(readOnnxGraph(path), String(length)).rejects.toMatchObject({ code: 'MODEL_LOAD_FAILED' });
    }
    await writeFile(path, '<html>not found</html>');
    await expect(readOnnxGraph(path)).rejects.toMatchObject({ code: 'MODEL_LOAD_FAILED' });
    await expect(readOnnxGraph(join(folder, 'none.onnx'))).rejects.toMatchObject({ code: 'MODEL_LOAD_FAILED' });
  });
});

describe('readModelMetadata of a genai folder', () => {
  it.each(['fp32', 'int4'] as const)('tells a model of %s from its files', async (precision) => {
    await writeTestGenaiFolder({ folder, precision, contextLength: 512, chatTemplate: '{{ tools }}<think>' });
    const metadata = await readModelMetadata(folder);
    expect(metadata).toMatchObject({
      format: 'onnx',
      architecture: 'llama',
      parameters: 320 * 64 + 2 * 64 * 64,
      quantization: precision,
      contextLength: 512,
      layers: 2,
      tools: true,
      reasoning: true,
      kvCacheType: 'f32',
      adapterSlots: 0,
    });
    const { kvCacheBytes } = estimateMemory(metadata, { contextSize: 512, slots: 1, kvCacheType: 'q8_0' });
    expect(kvCacheBytes).toBe(512 * 2 * (2 * 2 * 16) * 4);
  });

  it('counts the modules that an adapter may change', async () => {
    await writeTestGenaiFolder({ folder, adapterSlots: true });
    expect(await readModelMetadata(folder)).toMatchObject({ adapterSlots: 2, parameters: 320 * 64 + 2 * 64 * 64 });
  });

  it('names the file that is missing', async () => {
    await writeTestGenaiFolder({ folder });
    await rm(join(folder, 'tokenizer.json'));
    await expect(readModelMetadata(folder)).rejects.toMatchObject({
      code: 'MODEL_LOAD_FAILED',
      message: expect.stringContaining('tokenizer.json'),
    });
  });
});

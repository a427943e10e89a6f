import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cachedGenaiFolder, writeOnnxAdapter, type GenaiPrecision } from '../../../packages/lora/src/onnx/index.ts';
import { defaultCacheFolder } from '../../../packages/runtime/src/index.ts';
import { writeTestPeftAdapter } from '../../../packages/runtime/src/testing/index.ts';
import { embeddedModelPath } from '../../../packages/runtime/test/embedded-model-path.ts';

export interface EmbeddedGenaiFolder {
  /** With places for adapters. */
  folder: string;
  /** Two adapters for it, each of which changes its answers in its own way. */
  adapters: readonly [string, string];
}

/**
 * The embedded model as ONNX Runtime GenAI loads it, made at the first call (some 10 s) and kept.
 *
 * @param precision `fp32`: 544 MB, and token by token what the GGUF's weights answer; `int8`: 158 MB and three times as
 * fast, with answers of its own.
 */
export async function embeddedGenaiFolder(python: string, precision: GenaiPrecision): Promise<EmbeddedGenaiFolder> {
  const cacheFolder = defaultCacheFolder(process.env, process.platform);
  const gguf = await embeddedModelPath();
  const folder = await cachedGenaiFolder({ python, gguf, cacheFolder, precision, loraSlots: true });
  const adapter = (seed: number): Promise<string> => cachedAdapter({ python, gguf, folder, seed });
  return { folder, adapters: [await adapter(1), await adapter(2)] };
}

async function cachedAdapter(of: { python: string; gguf: string; folder: string; seed: number }): Promise<string> {
  const { python, gguf, folder, seed } = of;
  const output = `${folder}-adapters/test-${seed}.onnx_adapter`;
  if ((await stat(output).catch(() => undefined)) !== undefined) return output;
  const adapter = await mkdtemp(join(tmpdir(), 'tuneloop-peft-'));
  try {
    await writeTestPeftAdapter({ base: gguf, folder: adapter, seed });
    await writeOnnxAdapter({ python, adapter, model: folder, output });
  } finally {
    await rm(adapter, { recursive: true, force: true });
  }
  return output;
}

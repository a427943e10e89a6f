import { defaultCacheFolder } from '@tuneloop/runtime';
import { createOnnxEngine } from '@tuneloop/runtime/onnx';
import { testEngine } from '@tuneloop/runtime/testing';
import { cachedGenaiFolder } from '@tuneloop/lora';
import { inject } from 'vitest';
import { join } from 'node:path';
import { embeddedModelPath } from '../../packages/runtime/test/embedded-model-path.ts';

const cacheFolder = defaultCacheFolder(process.env, process.platform);
const python = inject('trainingPython');
const gguf = await embeddedModelPath();
const path = await cachedGenaiFolder({ python, gguf, cacheFolder, precision: 'fp32' });

testEngine({
  name: 'onnx',
  engine: () =>
    createOnnxEngine({
      libraryFolder: join(cacheFolder, 'libraries'),
      slots: 4,
      queueLimit: 6,
      contextSize: 512,
      threads: 1,
    }),
  model: { id: 'smollm2', path },
  embeddings: false,
  tokenizer: true,
  promptLogprobs: true,
  contextShift: true,
});

import { join } from 'node:path';
import { inject } from 'vitest';
import { defaultCacheFolder } from '../../packages/runtime/src/index.ts';
import { createOnnxEngine } from '../../packages/runtime/src/onnx/index.ts';
import { testEngine } from '../../packages/runtime/src/testing/index.ts';
import { embeddedGenaiFolder } from './onnx/embedded-genai-folder.ts';

const libraryFolder = join(defaultCacheFolder(process.env, process.platform), 'libraries');
const { folder: path, adapters } = await embeddedGenaiFolder(inject('trainingPython'), 'int8');

testEngine({
  name: 'onnx',
  engine: () => createOnnxEngine({ libraryFolder, slots: 4, queueLimit: 6, contextSize: 512, threads: 1 }),
  model: { id: 'smollm2', path },
  embeddings: false,
  tokenizer: true,
  promptLogprobs: true,
  contextShift: true,
  adapters,
});

import { createLlamaCppEngine } from '../../src/llama-cpp/index.ts';
import { testEngine } from '../../src/testing/index.ts';
import { embeddedModelPath } from '../embedded-model-path.ts';

testEngine({
  name: 'llama.cpp',
  engine: () =>
    createLlamaCppEngine({
      slots: 4,
      queueLimit: 6,
      contextSize: 512,
      threads: 1,
      gpuLayers: 0,
      flashAttention: true,
    }),
  model: { id: 'smollm2', path: await embeddedModelPath() },
});

import { createLlamaCppEngine } from '../../src/llama-cpp/index.ts';
import { embeddedModelPath } from '../embedded-model-path.ts';
import { testToolCalls } from './tool-calls-suite.ts';

testToolCalls(async () => {
  const engine = createLlamaCppEngine({ slots: 2, contextSize: 1024, threads: 1, flashAttention: true, gpuLayers: 0 });
  return await engine.load({ id: 'm', path: await embeddedModelPath() });
});

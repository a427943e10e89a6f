import { createLlamaCppEngine } from '../../src/llama-cpp/index.ts';
import { embeddedModelPath } from '../embedded-model-path.ts';
import { testJsonSchemas } from './json-schema-suite.ts';

testJsonSchemas(async () => {
  const engine = createLlamaCppEngine({ slots: 4, contextSize: 2048 });
  return await engine.load({ id: 'embedded', path: await embeddedModelPath() });
});

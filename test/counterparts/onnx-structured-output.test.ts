import { join } from 'node:path';
import type { LoadedModel } from '@tuneloop/protocol';
import { describe, inject } from 'vitest';
import { defaultCacheFolder } from '../../packages/runtime/src/index.ts';
import { createOnnxEngine } from '../../packages/runtime/src/onnx/index.ts';
import { testJsonSchemas } from '../../packages/runtime/test/model/json-schema-suite.ts';
import { testToolCalls } from '../../packages/runtime/test/model/tool-calls-suite.ts';
import { embeddedGenaiFolder } from './onnx/embedded-genai-folder.ts';

async function open(contextSize: number): Promise<LoadedModel> {
  const { folder } = await embeddedGenaiFolder(inject('trainingPython'), 'int8');
  const libraryFolder = join(defaultCacheFolder(process.env, process.platform), 'libraries');
  return await createOnnxEngine({ libraryFolder, slots: 4, contextSize }).load({ id: 'm', path: folder });
}

describe('the ONNX engine', () => {
  testJsonSchemas(() => open(2048));
  testToolCalls(() => open(1024));
});

import express from 'express';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { TuneloopError } from '@tuneloop/protocol';
import { expect, onTestFinished, test } from 'vitest';
import { listen, type TestServer } from '../../test/start-server.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import { createOpenApiDocument } from '../openapi/document.ts';
import { createModelFilesRouter } from './create-model-files-router.ts';
import { describeModelFiles } from './describe-model-files.ts';
import type { InspectOptions, ModelFiles } from './model-files.ts';

const asked: unknown[] = [];

const files: ModelFiles = {
  async inspect(model, options: InspectOptions = {}) {
    asked.push([model, options]);
    if (model === 'none') throw new TuneloopError('MODEL_NOT_FOUND', 'The model "none" is not on this disk.');
    return {
      id: 'small',
      reference: 'hf:some/small',
      format: 'gguf',
      filename: 'small.gguf',
      sizeBytes: 10,
      baseModels: [],
      architecture: 'llama',
      parameters: 100,
      quantization: 'Q8_0',
      contextLength: 2048,
      layers: 2,
      embeddingLength: 8,
      vocabularySize: 50,
      abilities: ['text'],
      slots: options.slots ?? 1,
      memory: [{ contextSize: 512, weightsBytes: 10, kvCacheBytes: 2, computeBytes: 1, totalBytes: 13 }],
      isRemovable: true,
    };
  },
  memory: async () => ({
    devices: [{ id: 'ram', kind: 'ram', name: 'Memory', totalBytes: 100, freeBytes: 40 }],
    holders: [{ name: 'small', bytes: { ram: 13 } }],
  }),
  recommended: async () => [
    {
      id: 'known',
      name: 'Known',
      reference: 'hf:known/known',
      license: 'Apache-2.0',
      sizeBytes: 5,
      requiredBytes: 6,
      fits: true,
      isProposed: true,
      isOnDisk: false,
    },
  ],
  async remove(model) {
    if (model === 'small') return { freedBytes: 10 };
    throw new TuneloopError('INVALID_REQUEST', 'It is the default model.');
  },
};

async function start(authenticate?: Authenticator): Promise<TestServer> {
  const app = express();
  app.use(createModelFilesRouter({ files, authenticate }));
  const server = await listen(app);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

const ajv = new Ajv2020({ strict: false });
ajv.addSchema({ ...createOpenApiDocument({ parts: [describeModelFiles()] }), $id: 'openapi' });

test('answers are as the document says', async () => {
  const { url, post } = await start();
  const answers = [
    ['ModelInspection', await fetch(`${url}/models/inspect?model=small&context_size=512&slots=2`)],
    ['MemoryOverview', await fetch(`${url}/models/memory`)],
    ['RecommendedModelList', await fetch(`${url}/models/recommended`)],
    ['RemovedModel', await post('/models/remove', { model: 'small' })],
  ] as const;
  for (const [name, answer] of answers) {
    const valid = ajv.validate({ $ref: `openapi#/components/schemas/${name}` }, await answer.json());
    expect([name, answer.status, valid, ajv.errors]).toEqual([name, 200, true, null]);
  }
  expect(asked.at(-1)).toEqual(['small', { contextSize: 512, slots: 2 }]);
});

test('mistakes and refusals are said', async () => {
  const { url, post } = await start();
  const inspect = async (query: string): Promise<unknown[]> => {
    const answer = await fetch(`${url}/models/inspect?${query}`);
    return [answer.status, ((await answer.json()) as { error: { param: unknown } }).error.param];
  };
  expect(await inspect('context_size=-1')).toEqual([400, 'context_size']);
  expect(await inspect('slots=many')).toEqual([400, 'slots']);
  expect(await inspect('model=none')).toEqual([404, 'model']);
  const refused = await post('/models/remove', { model: 'other' });
  expect([refused.status, await refused.json()]).toMatchObject([
    400,
    { error: { message: 'It is the default model.' } },
  ]);
  expect((await post('/models/inspect', {})).status).toBe(405);
});

test('who chats may look, who administers may delete', async () => {
  const { url, post } = await start((token) => ({ id: token, scopes: [token as 'chat' | 'admin'] }));
  const headers = { authorization: 'Bearer chat' };
  expect((await fetch(`${url}/models/memory`)).status).toBe(401);
  expect((await fetch(`${url}/models/memory`, { headers })).status).toBe(200);
  expect((await post('/models/remove', { model: 'small' }, { headers })).status).toBe(403);
});

import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createModelProvider, createOpenAIRouter } from '@tuneloop/openai-server';
import type { LoadedModel } from '@tuneloop/protocol';
import { createRemoteEngine } from '@tuneloop/runtime/remote';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { testEngine } from '@tuneloop/runtime/testing';
import express from 'express';
import { afterAll, beforeAll } from 'vitest';

/** Our own API over the scripted engine, as the upstream of the remote engine. */
let model: LoadedModel;
let server: ReturnType<ReturnType<typeof express>['listen']>;
const slotFolder = await mkdtemp(join(tmpdir(), 'tuneloop-slots-'));

beforeAll(async () => {
  model = await createScriptedEngine({ slots: 4, queueLimit: 64 }).load({ id: 'scripted' });
  server = express()
    .use(createOpenAIRouter({ models: createModelProvider([model]), slotSaveFolder: slotFolder }))
    .listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await model[Symbol.asyncDispose]();
});

testEngine({
  name: 'remote over our own API',
  engine: () =>
    createRemoteEngine({
      upstreams: [{ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, maxConcurrent: 4 }],
      queueLimit: 6,
    }),
  model: { id: 'scripted' },
  samples: false,
  tokenizer: true,
  rerank: true,
  infill: true,
  promptLogprobs: true,
  contextShift: true,
  slotStates: true,
  slotFolder,
});

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createModelProvider, createOpenAIRouter } from '@tuneloop/openai-server';
import { createScriptedEngine, type ScriptedReply } from '@tuneloop/runtime/scripted';
import express from 'express';

export interface ScriptedServer extends AsyncDisposable {
  /** What an OpenAI client calls its base URL. */
  baseURL: string;
}

/**
 * A server for the examples of clients, on a free port of 127.0.0.1: the same routes as the real one, but the answers
 * are `replies`. Against a running Tuneloop, use `http://127.0.0.1:8000/v1` in place of its `baseURL`.
 */
export async function startScriptedServer(
  options: { replies?: ScriptedReply | ScriptedReply[]; tokensPerSecond?: number } = {},
): Promise<ScriptedServer> {
  const model = await createScriptedEngine(options).load({ id: 'scripted' });
  const server = express()
    .use(createOpenAIRouter({ models: createModelProvider([model]) }))
    .listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await model[Symbol.asyncDispose]();
    },
  };
}

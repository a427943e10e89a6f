import type { LoadedModel } from '@tuneloop/protocol';
import { createScriptedEngine, type ScriptedEngineOptions } from '@tuneloop/runtime/scripted';
import { expect } from 'vitest';
import { createModelProvider } from '../src/models/create-model-provider.ts';
import type { OpenAIRouterOptions } from '../src/router/router-options.ts';
import { startServer, type TestServer } from './start-server.ts';

export interface Rig extends AsyncDisposable {
  model: LoadedModel;
  server: TestServer;
}

export async function connect(
  engine: ScriptedEngineOptions = {},
  router: Partial<OpenAIRouterOptions> = {},
): Promise<Rig> {
  const model = await createScriptedEngine(engine).load({ id: 'scripted' });
  const server = await startServer({ models: createModelProvider([model]), ...router });
  const dispose = async (): Promise<void> => {
    await server[Symbol.asyncDispose]();
    await model[Symbol.asyncDispose]();
  };
  return { model, server, [Symbol.asyncDispose]: dispose };
}

export async function readLines(response: Response): Promise<Record<string, unknown>[]> {
  const received = await response.text();
  expect(received.endsWith('\n')).toBe(true);
  return received
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

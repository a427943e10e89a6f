import type { LoadedModel } from '@tuneloop/protocol';
import { vi } from 'vitest';
import { createModelProvider } from '../src/models/create-model-provider.ts';
import type { OpenAIRouterOptions } from '../src/router/router-options.ts';
import { startServer } from './start-server.ts';
import { loadWeatherModel } from './weather-model.ts';

export interface ClientRig extends AsyncDisposable {
  url: string;
  model: LoadedModel;
  /** Resolves when no request has a slot any more. */
  idle(): Promise<void>;
}

export async function connectClient(router: Partial<OpenAIRouterOptions> = {}): Promise<ClientRig> {
  const model = await loadWeatherModel();
  const server = await startServer({ models: createModelProvider([model]), ...router });
  return {
    url: server.url,
    model,
    idle: async () => {
      await vi.waitFor(async () => {
        const { activeRequests } = await model.status();
        if (activeRequests > 0) throw new Error(`${activeRequests} requests are active`);
      });
    },
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await model[Symbol.asyncDispose]();
    },
  };
}

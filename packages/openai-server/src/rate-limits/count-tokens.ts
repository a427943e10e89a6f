import type { CallOptions, GenerateRequest, GenerationEvent, LoadedModel } from '@tuneloop/protocol';
import type { Authenticator } from '../auth/authenticator.ts';
import { leaseModel } from '../models/lease-model.ts';
import type { ModelProvider } from '../models/model-provider.ts';
import { rateLimiterOf, type RateLimiter } from './rate-limiter.ts';

/** The same models; what they read and write is counted for the keys that they do it for. */
export function countTokens(models: ModelProvider, authenticate: Authenticator | undefined): ModelProvider {
  if (!authenticate) return models;
  const limiter = rateLimiterOf(authenticate);
  return {
    manager: models.manager,
    list: () => models.list(),
    acquire: async (name, options) => countingModel(await models.acquire(name, options), limiter),
  };
}

function countingModel(model: LoadedModel, limiter: RateLimiter): LoadedModel {
  const charge = (owner: string | undefined, tokens: number): void => {
    if (owner !== undefined) limiter.charge(owner, tokens);
  };
  return {
    ...leaseModel(model),
    generate: (request, options) => countGeneration(model, { request, options, charge }),
    embed: async (request, options) => {
      const result = await model.embed(request, options);
      charge(request.owner, result.usage.promptTokens);
      return result;
    },
    rerank: async (request, options) => {
      const result = await model.rerank(request, options);
      charge(request.owner, result.usage.promptTokens);
      return result;
    },
    [Symbol.asyncDispose]: () => model[Symbol.asyncDispose](),
  };
}

/** The prompt counts when it has been read, and so does what had been written when somebody leaves in the middle. */
async function* countGeneration(
  model: LoadedModel,
  call: {
    request: GenerateRequest;
    options: CallOptions | undefined;
    charge: (owner: string | undefined, tokens: number) => void;
  },
): AsyncGenerator<GenerationEvent, void, undefined> {
  const { request, options, charge } = call;
  let read = 0;
  let written = 0;
  try {
    for await (const event of model.generate(request, options)) {
      if (event.type === 'generation-start') {
        read = event.promptTokens;
        charge(request.owner, read);
      }
      // About a token each.
      if (event.type === 'text-delta' || event.type === 'reasoning-delta') written += 1;
      if (event.type === 'generation-end') {
        const { promptTokens, completionTokens } = event.usage;
        // Upstreams tell the size of the prompt at the end.
        written = completionTokens + Math.max(0, promptTokens - read);
      }
      yield event;
    }
  } finally {
    charge(request.owner, written);
  }
}

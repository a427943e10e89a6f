import { leaseModel, type AuthenticatedClient, type ModelProvider, type RateLimiter } from '@tuneloop/openai-server';
import type { LoadedModel } from '@tuneloop/protocol';

type Models = Pick<ModelProvider, 'list' | 'acquire'>;

interface LimitedModelsOptions {
  limiter: RateLimiter;
  /** The key of this id. */
  clientOf: (id: string) => AuthenticatedClient | undefined;
}

/**
 * Models that are asked by other ways than a route of their own, such as a tool of MCP: each generation and each embedding
 * is a request of the key that it belongs to. Errors: `RATE_LIMITED`.
 */
export function limitedModels(models: Models, { limiter, clientOf }: LimitedModelsOptions): Models {
  const admit = async (owner: string | undefined): Promise<() => void> => {
    const client = owner === undefined ? undefined : clientOf(owner);
    if (!client) return () => undefined;
    const { refusal, release } = await limiter.admit(client);
    if (refusal) throw refusal;
    return release;
  };
  return {
    list: () => models.list(),
    acquire: async (name, options): Promise<LoadedModel> => {
      const model = await models.acquire(name, options);
      return {
        ...leaseModel(model),
        async *generate(request, callOptions) {
          const release = await admit(request.owner);
          try {
            yield* model.generate(request, callOptions);
          } finally {
            release();
          }
        },
        embed: async (request, callOptions) => {
          const release = await admit(request.owner);
          return model.embed(request, callOptions).finally(release);
        },
        [Symbol.asyncDispose]: () => model[Symbol.asyncDispose](),
      };
    },
  };
}

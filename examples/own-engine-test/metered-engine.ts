import type { Engine, LoadedModel } from '@tuneloop/protocol';

/** Tokens that each owner's generations computed; reused prompt tokens cost nothing. */
export type TokenCounts = Map<string, number>;

/** An engine of one's own: any other one, with the tokens of each owner counted. */
export function createMeteredEngine(inner: Engine, counts: TokenCounts): Engine {
  return {
    name: `metered ${inner.name}`,
    load: async (source, options) => meter(await inner.load(source, options), counts),
  };
}

function meter(model: LoadedModel, counts: TokenCounts): LoadedModel {
  return {
    info: model.info,
    async *generate(request, options) {
      for await (const event of model.generate(request, options)) {
        if (event.type === 'generation-end') {
          const { promptTokens, cachedTokens, completionTokens } = event.usage;
          const owner = request.owner ?? 'nobody';
          counts.set(owner, (counts.get(owner) ?? 0) + promptTokens - cachedTokens + completionTokens);
        }
        yield event;
      }
    },
    embed: (request, options) => model.embed(request, options),
    rerank: (request, options) => model.rerank(request, options),
    countTokens: (prompt, options) => model.countTokens(prompt, options),
    status: () => model.status(),
    [Symbol.asyncDispose]: () => model[Symbol.asyncDispose](),
  };
}

import type { LoadedModel } from '@tuneloop/protocol';

/** The same model, but disposing it calls `release` (once) in place of unloading it. */
export function leaseModel(model: LoadedModel, release?: () => void): LoadedModel {
  let released = false;
  return {
    info: model.info,
    adapters: model.adapters,
    tokenizer: model.tokenizer,
    slotStates: model.slotStates,
    generate: (request, options) => model.generate(request, options),
    embed: (request, options) => model.embed(request, options),
    rerank: (request, options) => model.rerank(request, options),
    countTokens: (prompt, options) => model.countTokens(prompt, options),
    status: () => model.status(),
    ...(model.queueState && { queueState: model.queueState.bind(model) }),
    [Symbol.asyncDispose]: async () => {
      if (released) return;
      released = true;
      release?.();
    },
  };
}

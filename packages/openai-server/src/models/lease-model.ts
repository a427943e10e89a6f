import type { LoadedModel } from '@tuneloop/protocol';

/** The same model, but disposing it calls `release` (once) in place of unloading it. */
export function leaseModel(model: LoadedModel, release?: () => void): LoadedModel {
  let released = false;
  return {
    info: model.info,
    generate: (request, options) => model.generate(request, options),
    embed: (request, options) => model.embed(request, options),
    countTokens: (prompt, options) => model.countTokens(prompt, options),
    status: () => model.status(),
    [Symbol.asyncDispose]: async () => {
      if (released) return;
      released = true;
      release?.();
    },
  };
}

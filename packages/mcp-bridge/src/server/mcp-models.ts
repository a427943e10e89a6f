import type { LoadedModel } from '@tuneloop/protocol';

/** A model that a call may use until it disposes it. */
export type McpModel = Pick<LoadedModel, 'info' | 'generate' | 'embed'> & AsyncDisposable;

/** Where the tools `generate` and `embed` get their models from. */
export interface McpModels {
  /** What a call may name, the default one first. */
  list(): readonly { id: string }[] | Promise<readonly { id: string }[]>;
  /**
   * The named model, the default one for `undefined`, usable until it is disposed.
   *
   * Errors: `MODEL_NOT_FOUND`, those of `Engine.load`; `ABORTED`.
   */
  acquire(name: string | undefined, options?: { signal?: AbortSignal | undefined }): Promise<McpModel>;
}

/** One model that stays loaded, whatever a call names. */
export function oneModel(model: LoadedModel): McpModels {
  const lease: McpModel = {
    info: model.info,
    generate: (request, options) => model.generate(request, options),
    embed: (request, options) => model.embed(request, options),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return { list: () => [{ id: model.info.id }], acquire: () => Promise.resolve(lease) };
}

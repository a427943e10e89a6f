import type { AdapterSelection, LoadedModel } from '@tuneloop/protocol';
import { leaseModel } from '../models/lease-model.ts';

/**
 * The same model with adapters chosen beforehand: they apply to every generation, beside those that a request chooses
 * itself. Where a request chooses one of them too, its scale counts. Disposing it disposes `model`.
 *
 * @param id what it calls itself in answers; by default the model's own id.
 */
export function withAdapters(
  model: LoadedModel,
  selections: readonly AdapterSelection[],
  id: string = model.info.id,
): LoadedModel {
  return {
    ...leaseModel(model),
    info: { ...model.info, id },
    generate: (request, options) =>
      model.generate({ ...request, adapters: mergeSelections(selections, request.adapters ?? []) }, options),
    [Symbol.asyncDispose]: () => model[Symbol.asyncDispose](),
  };
}

function mergeSelections(
  chosen: readonly AdapterSelection[],
  requested: readonly AdapterSelection[],
): AdapterSelection[] {
  return [...chosen.filter(({ id }) => requested.every((other) => other.id !== id)), ...requested];
}

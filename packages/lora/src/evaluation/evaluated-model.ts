import type { AdapterSelection, LoadedModel } from '@tuneloop/protocol';

/** What is measured, or what judges: a model in memory as requests reach it, with adapters that are loaded already. */
export interface EvaluatedModel {
  model: LoadedModel;
  /** Left out or empty: the bare base, whatever is live. */
  adapters?: readonly AdapterSelection[] | undefined;
  /** For people; left out: the model's id and the adapters'. */
  name?: string | undefined;
}

export function nameOf({ model, adapters = [], name }: EvaluatedModel): string {
  if (name !== undefined) return name;
  const added = adapters.map(({ id, scale }) => (scale === 1 ? `:${id}` : `:${id}×${scale}`));
  return model.info.id + added.join('');
}

/** What a request's `model` means: a model, and maybe one of its adapters. */
export interface NamedModel<T> {
  model: T;
  /** `pirate`, `pirate@3` */
  adapter?: string | undefined;
}

/**
 * Finds the model of a name: the whole of it, or else the longest part before a `:`, of which the rest names an adapter.
 * Of two models with one name the first is meant.
 */
export function findNamedModel<T>(
  name: string,
  models: readonly T[],
  namesOf: (model: T) => readonly string[],
): NamedModel<T> | undefined {
  const byName = new Map<string, T>();
  // The name that a model is listed under goes before what else another answers to.
  for (const rank of [(names: readonly string[]) => names.slice(0, 1), (names: readonly string[]) => names.slice(1)]) {
    for (const model of models) {
      for (const known of rank(namesOf(model))) if (!byName.has(known)) byName.set(known, model);
    }
  }
  const whole = byName.get(name);
  if (whole !== undefined) return { model: whole };
  for (let end = name.lastIndexOf(':'); end > 0; end = name.lastIndexOf(':', end - 1)) {
    const model = byName.get(name.slice(0, end));
    if (model !== undefined) return { model, adapter: name.slice(end + 1) };
  }
  return undefined;
}

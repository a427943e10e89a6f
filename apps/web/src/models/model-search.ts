/** What the address of the models page says: whose details are open. */
export interface ModelsSearch {
  /** The id of a model. */
  model?: string;
  /** The name of an adapter. */
  adapter?: string;
}

export function readModelsSearch({ model, adapter }: Record<string, unknown>): ModelsSearch {
  return { ...named('model', model), ...named('adapter', adapter) };
}

/** What looks like a number in an address is read as one. */
function named(key: keyof ModelsSearch, value: unknown): ModelsSearch {
  return typeof value === 'string' || typeof value === 'number' ? { [key]: String(value) } : {};
}

/** What the address of the models page says: whose details are open. */
export interface ModelsSearch {
  /** The id of a model. */
  model?: string;
  /** The name of an adapter. */
  adapter?: string;
}

export function readModelsSearch({ model, adapter }: Record<string, unknown>): ModelsSearch {
  return {
    // What looks like a number in an address is read as one.
    ...(model !== undefined && { model: String(model) }),
    ...(adapter !== undefined && { adapter: String(adapter) }),
  };
}

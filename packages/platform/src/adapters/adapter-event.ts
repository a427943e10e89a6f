/** What happens to adapters while the server runs. */
export type AdapterEvent =
  /** From now on the name answers with this version; `loadMs` is how long the engine took. */
  | { type: 'adapter-live'; base: string; name: string; version: number; loadMs: number; replaced?: number }
  /** Not served, and what was served before still is; `base` is left out when no model could be tried. */
  | { type: 'adapter-refused'; base?: string; name: string; version?: number; reason: string }
  | { type: 'adapter-removed'; base: string; name: string };

export type AdapterEventListener = (event: AdapterEvent) => void;

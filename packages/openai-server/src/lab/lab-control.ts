/** What the routes know of the server that they stand in. */
export interface LabControl {
  /** `GET /health`. */
  health(): Promise<LabHealth>;
  /** `GET /models`. */
  models(): Promise<LabModel[]>;
  /** `POST /shutdown`: begins to drain, and resolves at once. */
  shutdown(): Promise<void>;
  /** Where the default model runs: `cpu`, `cuda:0`, … */
  device(): string;
  /** What `POST /command` may ask beside what the routes know themselves. */
  commands: Readonly<Record<'layers' | 'mem', LabCommand>>;
}

export interface LabCommand {
  get(): Promise<unknown>;
  /** Left out where it cannot be changed while the server runs. Errors: `INVALID_REQUEST`, `RESOURCE_EXHAUSTED`. */
  set?: ((value: unknown) => Promise<void>) | undefined;
  /** What to do where `set` is left out. */
  advice: string;
}

export interface LabHealth {
  status: 'ok' | 'starting' | 'degraded';
  /** Why it is not `ok`. */
  message?: string | undefined;
  model_key: string | null;
  device: string;
  /** Seconds. */
  uptime: number;
}

/** A model as `GET /models` shows it. */
export interface LabModel {
  key: string;
  name: string;
  description: string;
  /** Tokens. */
  context_length: number | null;
  /** Bytes that it needs, weights and context together; computed from its file. */
  vram_estimate: number | null;
  recommended: boolean;
  /** Whether its file is on disk. */
  exists: boolean;
  is_finetuned: boolean;
  base_model: string | null;
  training_data: string | null;
  hf_repo: string | null;
  /** How to ask for it. */
  usage: string;
  filename: string | null;
  download_url: string | null;
  /** Whether it is the one that answers. */
  current: boolean;
}

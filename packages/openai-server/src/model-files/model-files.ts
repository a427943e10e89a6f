/** Memory for a context of a size, in bytes. */
export interface ModelMemoryNeed {
  /** Tokens of one slot. */
  contextSize: number;
  weightsBytes: number;
  kvCacheBytes: number;
  computeBytes: number;
  totalBytes: number;
}

/** What the file of a model says of itself, and what it needs. What is not known is left out. */
export interface ModelInspection {
  /** The name that requests use. */
  id: string;
  /** What `tuneloop pull` takes. */
  reference: string;
  format: 'gguf' | 'onnx';
  /** Without its folder; of a folder its last part. */
  filename: string;
  sizeBytes: number;
  /** Lower-case hexadecimal. */
  sha256?: string | undefined;
  name?: string | undefined;
  license?: string | undefined;
  baseModels: readonly string[];
  architecture: string;
  parameters: number;
  quantization: string;
  /** Tokens, as trained. */
  contextLength: number;
  layers: number;
  embeddingLength: number;
  vocabularySize: number;
  /** `text`, `tools`, `reasoning`, `embeddings`, `ranking`. */
  abilities: readonly string[];
  /** Jinja. */
  chatTemplate?: string | undefined;
  /** Slots that the memory was reckoned with. */
  slots: number;
  memory: readonly ModelMemoryNeed[];
  /** Whether `remove` deletes it: a download, and not the default model. */
  isRemovable: boolean;
}

/** Memory that models can be put into, in bytes. */
export interface MemoryDeviceUse {
  id: string;
  kind: 'ram' | 'unified' | 'gpu';
  name: string;
  totalBytes: number;
  /** What can still be reserved. */
  freeBytes: number;
}

export interface MemoryOverview {
  devices: readonly MemoryDeviceUse[];
  /** Models and others (a training), with what they hold of each device. */
  holders: readonly { name: string; bytes: Readonly<Record<string, number>> }[];
}

/** A well known model, for those who have none yet. */
export interface RecommendedModel {
  id: string;
  name: string;
  reference: string;
  license: string;
  /** Of the download. */
  sizeBytes: number;
  /** For one conversation of 8,192 tokens. */
  requiredBytes: number;
  /** Whether this machine has that. */
  fits: boolean;
  /** The one to begin with on this machine. */
  isProposed: boolean;
  isOnDisk: boolean;
}

export interface InspectOptions {
  /** Tokens; left out, the usual sizes. */
  contextSize?: number | undefined;
  /** Conversations at the same time. Default 1. */
  slots?: number | undefined;
}

/** The files of models, and the memory of the machine. */
export interface ModelFiles {
  /** Errors: `MODEL_NOT_FOUND` (not on this disk), `MODEL_LOAD_FAILED` (damaged). */
  inspect(model: string | undefined, options?: InspectOptions): Promise<ModelInspection>;
  memory(): Promise<MemoryOverview>;
  /** The smallest first. */
  recommended(): Promise<readonly RecommendedModel[]>;
  /**
   * Deletes a downloaded model, which is unloaded before.
   *
   * Errors: `MODEL_NOT_FOUND`, `INVALID_REQUEST` (the default model, or a file that is not a download).
   */
  remove(model: string): Promise<{ freedBytes: number }>;
}

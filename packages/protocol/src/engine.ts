import type { ModelAdapters } from './adapter.ts';
import type { CallOptions } from './call-options.ts';
import type { GenerateRequest, Prompt } from './generate-request.ts';
import type { GenerationEvent, Usage } from './generation-event.ts';
import type { ProgressListener } from './progress.ts';
import type { RerankRequest, RerankResult } from './rerank.ts';
import type { SlotStates } from './slot-states.ts';
import type { ModelTokenizer } from './tokenizer.ts';
import type { ToolDefinition } from './tool.ts';

/** What to load: a name for it and where its weights are. */
export interface ModelSource {
  /** The name under which it is served. */
  id: string;
  /** Absolute path of the weights (a file or a folder); the scripted engine needs none. */
  path?: string | undefined;
}

export interface ModelCapabilities {
  generate: boolean;
  embed: boolean;
  /** Whether it scores documents for a query. */
  rerank: boolean;
  /** Whether it fills in between a prefix and a suffix. */
  infill: boolean;
  images: boolean;
  /** Whether its chat template knows tools. */
  tools: boolean;
  reasoning: boolean;
}

export interface ModelInfo {
  id: string;
  /** With adapters in `id`: the model whose weights they change. */
  base?: string | undefined;
  /** SHA-256 of the weights' file, where it is known without reading the file. */
  sha256?: string | undefined;
  /** `llama.cpp`, `scripted`, … */
  engine: string;
  /** Tokens that one request may use, prompt and output together. */
  contextSize: number;
  /** Tokens that the model was trained with, when known. */
  trainedContextSize?: number | undefined;
  /** Requests that are decoded at the same time. */
  slots: number;
  /** Requests that may wait. */
  queueLimit: number;
  /** How long a request may wait, in ms; left out, for ever. */
  queueWaitMs?: number | undefined;
  capabilities: ModelCapabilities;
  architecture?: string | undefined;
  parameters?: number | undefined;
  /** Bytes of the weights' file. */
  sizeBytes?: number | undefined;
  /** The settings that the engine chose for this machine, with the reason, for people to read (`/props`, `doctor`). */
  choices: { name: string; value: string; reason: string }[];
}

/** Tokens whose keys and values an engine holds, for running requests and for the next ones that begin alike. */
export interface KvCacheUse {
  usedTokens: number;
  /** What it can hold, of all slots together. */
  totalTokens: number;
}

export interface ModelStatus {
  activeRequests: number;
  queuedRequests: number;
  /** Resident memory of the engine's process, in bytes, where it has one of its own. */
  memoryBytes?: number | undefined;
  /** Left out where the engine does not tell. */
  kvCache?: KvCacheUse | undefined;
  /** Process id of the engine, where it has a process of its own. */
  processId?: number | undefined;
  /** How often that process was started again since the model was loaded. */
  restarts?: number | undefined;
  /** Why no request can be answered at the moment, where that is known; holds nothing that users may not see. */
  problem?: string | undefined;
}

/** How a model's queue is at this moment. */
export interface QueueState {
  /** Whether one more request would be refused, unless its owner has fewer than others. */
  isFull: boolean;
  /** When a place is expected: 1 to 30. */
  retryAfterSeconds: number;
}

export interface EmbedRequest {
  /** One embedding each; texts or token ids. */
  inputs: (string | number[])[];
  owner?: string | undefined;
}

export interface EmbedResult {
  /** `[input, dimension]`, L2-normalised. */
  embeddings: Float32Array[];
  usage: Pick<Usage, 'promptTokens'>;
}

export interface LoadOptions extends CallOptions {
  onProgress?: ProgressListener | undefined;
}

/**
 * A model in memory. Disposing it waits for nothing: what still runs throws `ABORTED`.
 *
 * Errors that every engine uses: `INVALID_REQUEST`, `CONTEXT_OVERFLOW` (`details.promptTokens`, `details.contextSize`),
 * `BUSY` (`details.retryAfterSeconds`), `UNSUPPORTED`, `ABORTED`, `INTERNAL` (the engine's process died; retryable).
 */
export interface LoadedModel extends AsyncDisposable {
  readonly info: ModelInfo;
  /** Left out where the engine has none. */
  readonly adapters?: ModelAdapters | undefined;
  /** Left out where the engine does not show its own. */
  readonly tokenizer?: ModelTokenizer | undefined;
  /** Left out where the engine cannot save slots. */
  readonly slotStates?: SlotStates | undefined;
  /**
   * Nothing happens before the first `next()`. Leaving the loop or aborting `signal` frees the slot within one decode
   * step or prefill chunk.
   */
  generate(request: GenerateRequest, options?: CallOptions): AsyncIterable<GenerationEvent>;
  embed(request: EmbedRequest, options?: CallOptions): Promise<EmbedResult>;
  /** Errors: `UNSUPPORTED` unless `info.capabilities.rerank`. */
  rerank(request: RerankRequest, options?: CallOptions): Promise<RerankResult>;
  /** Tokens of the prompt as `generate` would see it, template and tools included. */
  countTokens(prompt: Prompt, options?: CallOptions & { tools?: ToolDefinition[] | undefined }): Promise<number>;
  status(): Promise<ModelStatus>;
  /** Answers at once, for whoever must refuse cheaply; left out where the engine does not tell. */
  queueState?(): QueueState;
}

/** Loads models of one kind. Each loaded model stands on its own. */
export interface Engine {
  readonly name: string;
  /**
   * Errors: `MODEL_NOT_FOUND` (no such file), `MODEL_LOAD_FAILED` (truncated, wrong format, unknown architecture),
   * `RESOURCE_EXHAUSTED` (memory), `ABORTED`.
   */
  load(model: ModelSource, options?: LoadOptions): Promise<LoadedModel>;
}

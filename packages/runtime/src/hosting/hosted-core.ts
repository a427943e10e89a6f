import type { KvCacheUse, ProgressListener, TuneloopError } from '@tuneloop/protocol';
import type { PromptSegment } from '../template/index.ts';
import type { CoreEvent, CoreRequest } from './core-request.ts';
import type { InfillMarkup } from './infill.ts';

/** What the server's side has to know of a model to write its prompts and read its outputs. Plain data, fit for IPC. */
export interface CoreDescription {
  contextSize: number;
  trainedContextSize: number;
  slots: number;
  architecture: string;
  chatTemplate: string | undefined;
  bosText: string;
  eosText: string;
  controlTexts: string[];
  /** For filling in the middle, where the vocabulary has tokens for it. */
  infill?: InfillMarkup | undefined;
  vocabularySize: number;
  choices: { name: string; value: string; reason: string }[];
}

export interface CoreEmbedResult {
  /** `[input, dimension]`, L2-normalised. */
  embeddings: Float32Array[];
  promptTokens: number;
}

export interface CoreRerankResult {
  /** For each document, from 0 to 1. */
  scores: number[];
  promptTokens: number;
}

export interface CoreSlotState {
  tokens: number;
  /** Of them, those whose cells hold nothing but their position, where not all do. */
  plainTokens?: number | undefined;
}

/** What a step brought to one request. */
export type CoreOutcome = { id: string; event: CoreEvent } | { id: string; error: TuneloopError };

/** A model in memory with everything that touches a native library, as it is served to the other side of a connection. */
export interface HostedCore {
  readonly description: CoreDescription;
  /** Throws what is wrong with it before it begins; all else arrives as an event. */
  start(request: CoreRequest): void;
  cancel(id: string): void;
  embed(inputs: readonly (string | number[])[]): Promise<CoreEmbedResult>;
  rerank(query: string, documents: readonly string[]): Promise<CoreRerankResult>;
  countTokens(prompt: PromptSegment[]): number;
  tokenize(text: string, options: { begin: boolean; control: boolean }): number[];
  /** UTF-8 of each token. Errors: `INVALID_REQUEST` for an id that is no token. */
  pieces(tokens: readonly number[]): Uint8Array[];
  /** Errors: `ADAPTER_INVALID`, `RESOURCE_EXHAUSTED`. */
  loadAdapter(handle: number, path: string): Promise<void>;
  /** Requests that were started with it finish first. Resolves when its memory is free. */
  unloadAdapter(handle: number): Promise<void>;
  saveSlot(slot: number, path: string): Promise<CoreSlotState>;
  restoreSlot(slot: number, path: string, state: CoreSlotState): Promise<void>;
  /** @returns tokens that were forgotten. */
  eraseSlot(slot: number): Promise<number>;
  /** Left out where it does not tell. */
  kvCache?(): KvCacheUse | undefined;
  close(): Promise<void>;
}

/**
 * Loads a model.
 *
 * @param onOutcomes called once a decode step with what it brought to all requests.
 */
export type LoadCore<Options> = (
  options: Options,
  onOutcomes: (outcomes: CoreOutcome[]) => void,
  onProgress: ProgressListener,
) => Promise<HostedCore>;

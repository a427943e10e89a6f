import type { KvCacheUse, ProgressEvent, SerializedError } from '@tuneloop/protocol';
import type { CoreEvent, CoreRequest } from '../core-request.ts';
import type { CoreDescription, CoreEmbedResult, CoreRerankResult, CoreSlotState } from '../hosted-core.ts';
import type { PromptSegment } from '../../template/index.ts';

/** What can be asked of the engine's process; each gets one `reply` or `failure` with its `call`. */
export type Call =
  /** What the options are is between an engine and its own core. */
  | { type: 'load'; options: object }
  | { type: 'embed'; inputs: (string | number[])[] }
  | { type: 'rerank'; query: string; documents: string[] }
  | { type: 'count-tokens'; prompt: PromptSegment[] }
  | { type: 'tokenize'; text: string; begin: boolean; control: boolean }
  | { type: 'pieces'; tokens: readonly number[] }
  | { type: 'memory' }
  | { type: 'kv-cache' }
  /** `handle` is a number that was never used before in this process. */
  | { type: 'load-adapter'; handle: number; path: string }
  | { type: 'unload-adapter'; handle: number }
  | { type: 'save-slot'; slot: number; path: string }
  /** The file is known to be whole and of this model. */
  | { type: 'restore-slot'; slot: number; path: string; state: CoreSlotState }
  | { type: 'erase-slot'; slot: number }
  | { type: 'close' };

export interface Replies {
  load: CoreDescription;
  embed: CoreEmbedResult;
  rerank: CoreRerankResult;
  'count-tokens': number;
  tokenize: number[];
  /** UTF-8 of each token. */
  pieces: Uint8Array[];
  memory: number;
  'kv-cache': KvCacheUse | undefined;
  'load-adapter': undefined;
  'unload-adapter': undefined;
  'save-slot': CoreSlotState;
  'restore-slot': undefined;
  /** Tokens that were forgotten. */
  'erase-slot': number;
  close: undefined;
}

/** To the engine's process. */
export type ToChild =
  | { type: 'call'; call: number; body: Call }
  | { type: 'start'; request: CoreRequest }
  | { type: 'cancel'; id: string };

/** One step's events of all requests travel in one message. */
export type ChildEvent = { id: string; event: CoreEvent } | { id: string; error: SerializedError };

/** From the engine's process. */
export type FromChild =
  | { type: 'reply'; call: number; body: Replies[keyof Replies] }
  | { type: 'failure'; call: number; error: SerializedError }
  | { type: 'progress'; event: ProgressEvent }
  | { type: 'events'; events: ChildEvent[] };

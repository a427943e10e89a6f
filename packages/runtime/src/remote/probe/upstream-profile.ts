import type { ModelCapabilities } from '@tuneloop/protocol';
import type { UpstreamKind } from '../options.ts';

/** Which dialect of `/tokenize` a server has. */
export type TokenizerDialect = 'llama.cpp' | 'vllm';

/** What is known of a server and of its model. */
export interface UpstreamProfile {
  /** Whether it told all that programs of its kind tell; one that is still starting does not. */
  isComplete: boolean;
  kind: UpstreamKind;
  /** What the server calls the model. */
  model: string;
  contextSize: number | undefined;
  trainedContextSize: number | undefined;
  /** Requests at the same time. */
  slots: number;
  capabilities: ModelCapabilities;
  tokenizer: TokenizerDialect | undefined;
  /** Tokens that the model knows, where the server says. */
  vocabularySize: number | undefined;
  /** Adapters by the names under which the server has them, for the model. */
  adapters: Map<string, string>;
  /** Whether adapters may be loaded there. */
  loadsAdapters: boolean;
  /** Whether it has a route to save slots; the server may still refuse for want of a folder. */
  savesSlots: boolean;
}

import type { Engine, LoadedModel, ModelSource } from '@tuneloop/protocol';

export interface EngineConformanceOptions {
  /** Stands in the names of the tests. */
  name: string;
  engine: () => Engine | Promise<Engine>;
  /** A model that generates text and continues what it is given for some tokens. */
  model: ModelSource;
  /** Whether it embeds. Default true. */
  embeddings?: boolean | undefined;
  /** Whether it calls tools. Default true. */
  toolCalls?: boolean | undefined;
  /** Whether text stays that began like a stop string when the token limit came. Default true. */
  keepsHalfStops?: boolean | undefined;
  /** Whether different seeds give different texts at temperature 1. Default true. */
  samples?: boolean | undefined;
  /** Whether it shows its tokenizer. Default false; so for the five below. */
  tokenizer?: boolean | undefined;
  /** Whether the model scores documents. */
  rerank?: boolean | undefined;
  /** Whether the model fills in between a prefix and a suffix. */
  infill?: boolean | undefined;
  /** Whether it saves and restores slots. */
  slotStates?: boolean | undefined;
  /** The folder that it saves slots in, whatever folder it is told; left out where it saves them anywhere. */
  slotFolder?: string | undefined;
  /** Whether it reports the prompt's log-probabilities. */
  promptLogprobs?: boolean | undefined;
  /** Whether it goes on when the context is full, where a request allows it. */
  contextShift?: boolean | undefined;
  /** Paths of two adapters that change the model's answers, each in its own way; left out where it takes none. */
  adapters?: readonly [string, string] | undefined;
  /** Time for each test. Default 60 s. */
  timeoutMs?: number | undefined;
}

/** What the groups of tests work with; `model` is loaded once for all of them. */
export interface ConformanceContext {
  readonly options: EngineConformanceOptions;
  readonly model: LoadedModel;
}

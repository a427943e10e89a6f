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
  /** Whether different seeds give different texts at temperature 1. Default true. */
  samples?: boolean | undefined;
  /** Time for each test. Default 60 s. */
  timeoutMs?: number | undefined;
}

/** What the groups of tests work with; `model` is loaded once for all of them. */
export interface ConformanceContext {
  readonly options: EngineConformanceOptions;
  readonly model: LoadedModel;
}

import type { ConfigFlags } from '@tuneloop/platform';
import { writeTestAdapter } from '@tuneloop/runtime/testing';
import { startServer, type RunningServer } from './running-server.ts';

/** A server whose model is on the engine that a suite is run on. */
export interface ServedEngine {
  start(flags?: ConfigFlags): Promise<RunningServer>;
  /** Whether the model makes embeddings, too. */
  embeds: boolean;
  /** Of the files of its adapters. */
  adapterEnding: '.gguf' | '.onnx_adapter';
  /** Writes an adapter that changes its answers, for each seed in a way of its own. */
  writeAdapter(options: { base: string; path: string; seed: number }): Promise<void>;
}

/** The embedded model with llama.cpp. */
export const llamaCpp: ServedEngine = {
  start: startServer,
  embeds: true,
  adapterEnding: '.gguf',
  writeAdapter: writeTestAdapter,
};

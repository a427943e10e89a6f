import { throwIfAborted, type Engine } from '@tuneloop/protocol';
import { parseScriptedOptions, type ScriptedEngineOptions } from './options.ts';
import { ScriptedModel } from './scripted-model.ts';

/**
 * An engine without weights, for tests and examples: it says what a script has it say, or repeats what it was told,
 * and otherwise keeps the whole engine contract (queue, cancellation, usage, stop strings, log-probabilities, prefix
 * cache, context size, tokenizer, reranking by shared words, infilling, saved slots). The same request gives the same answer; it always takes the likeliest token.
 *
 * Errors: `INVALID_REQUEST` for options that make no sense.
 */
export function createScriptedEngine(options: ScriptedEngineOptions = {}): Engine {
  const settings = parseScriptedOptions(options);
  return {
    name: 'scripted',
    async load(model, { signal, onProgress } = {}) {
      throwIfAborted(signal);
      onProgress?.({ phase: 'load', completed: 1000, total: 1000, label: model.id });
      return new ScriptedModel(model.id, settings);
    },
  };
}

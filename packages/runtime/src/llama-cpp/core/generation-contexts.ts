import { TuneloopError } from '@tuneloop/protocol';
import type { Llama, LlamaContext, LlamaModel } from 'node-llama-cpp';
import type { BatcherEvent, BatcherOptions } from './batcher.ts';
import { createSampler, nativeModel } from './binding.ts';
import type { CacheAbilities } from './cache-abilities.ts';
import { ContextBudget } from './context-budget.ts';
import { ContextPool } from './context-pool.ts';
import { ContextUnit } from './context-unit.ts';
import type { CoreOptions, LlamaCppDescription } from './core-options.ts';
import { grammarCompiler } from './grammar-compiler.ts';
import { kvCacheOptions } from './kv-cache.ts';
import { SamplerPool } from './sampler-pool.ts';
import { createSpeculation } from './speculation/create-speculation.ts';
import type { Drafter } from './speculation/drafter.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Tokens of one decode step; larger ones gain nothing on a CPU and hold up those who are reading. */
export const batchSize = 512;

export interface GenerationSettings {
  slots: number;
  threads: number;
  /** Tokens of each slot. */
  contextSize: number;
  flashAttention: boolean;
  vocabulary: Vocabulary;
  abilities: CacheAbilities;
  /** Called once a decode step with what it brought to all requests. */
  onEvents(events: BatcherEvent[]): void;
}

/** What a model generates with. */
export interface GenerationContexts {
  contexts: ContextPool<ContextUnit>;
  drafter: Drafter | undefined;
  samplers: SamplerPool;
  choice: LlamaCppDescription['choices'][number];
}

/** Errors: `RESOURCE_EXHAUSTED`, and those of `createSpeculation`. */
export async function openGenerationContexts(
  llama: Llama,
  model: LlamaModel,
  options: CoreOptions,
  settings: GenerationSettings,
): Promise<GenerationContexts> {
  const { slots, threads, contextSize, flashAttention, vocabulary, abilities, onEvents } = settings;
  const openContext = (): Promise<LlamaContext> =>
    model
      .createContext({
        sequences: slots,
        contextSize,
        batchSize,
        threads,
        flashAttention,
        ...kvCacheOptions(options.kvCacheType),
        failedCreationRemedy: false,
        ignoreMemorySafetyChecks: true,
      })
      .catch((error: unknown) => {
        throw contextRefused(slots, contextSize, error);
      });
  const speculation = await createSpeculation(llama, model, options.speculative, {
    slots,
    contextSize,
    threads,
    gpuLayers: options.gpuLayers,
    rewindable: abilities.rewindable,
  });
  const native = nativeModel(model);
  const samplers = new SamplerPool(() => createSampler(llama, native));
  const batching: Omit<BatcherOptions, 'context' | 'onEvents'> = {
    llama,
    model: native,
    vocabulary,
    samplers,
    sequences: slots,
    contextSize,
    batchSize,
    ...abilities,
    speculation,
    compileGrammar: grammarCompiler(llama),
  };
  const contexts = await ContextPool.create<ContextUnit>({
    onEvents,
    open: async (onUnitEvents) => new ContextUnit({ context: await openContext(), batching, onEvents: onUnitEvents }),
  });
  const budget = new ContextBudget(llama, contexts.base!.memory, options.adapterMemoryBytes);
  const more = await budget.contexts();
  contexts.allow(1 + more, () => budget.assertRoom());
  return { contexts, drafter: speculation?.drafter, samplers, choice: budget.choice(more) };
}

function contextRefused(slots: number, contextSize: number, cause: unknown): TuneloopError {
  return new TuneloopError(
    'RESOURCE_EXHAUSTED',
    `There is not enough memory for ${slots} contexts of ${contextSize} tokens. ` +
      'Lower N_CTX or the number of slots, or take a smaller model.',
    { cause },
  );
}

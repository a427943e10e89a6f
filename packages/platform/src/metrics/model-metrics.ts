import type { ModelFigures } from '@tuneloop/openai-server';
import type { PoolEvent } from '@tuneloop/runtime';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { AdapterEvent } from '../adapters/adapter-event.ts';

export interface ModelMetricsOptions {
  registry: Registry;
  /** The models that are loaded, as they are now. */
  figures: () => Promise<readonly ModelFigures[]>;
}

export interface ModelMetrics {
  onPoolEvent(event: PoolEvent): void;
  onAdapterEvent(event: AdapterEvent): void;
  readonly totals: { modelLoads: number; adapterSwaps: number };
}

/** What happens to models and adapters, and how those that are loaded are. */
export function createModelMetrics({ registry, figures }: ModelMetricsOptions): ModelMetrics {
  const registers = [registry];
  const loads = new Counter({
    name: 'tuneloop_model_loads_total',
    help: 'Loads of models, by how they ended.',
    labelNames: ['outcome'],
    registers,
  });
  const loadDuration = new Histogram({
    name: 'tuneloop_model_load_duration_seconds',
    help: 'How long loading a model took, downloads included.',
    buckets: [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800],
    registers,
  });
  const unloads = new Counter({
    name: 'tuneloop_model_unloads_total',
    help: 'Models that were unloaded, by the reason.',
    labelNames: ['reason'],
    registers,
  });
  const swaps = new Counter({
    name: 'tuneloop_adapter_changes_total',
    help: 'Adapters that became live, were refused or removed.',
    labelNames: ['event'],
    registers,
  });
  const swapDuration = new Histogram({
    name: 'tuneloop_adapter_load_duration_seconds',
    help: 'How long the engine took to load an adapter.',
    buckets: [0.005, 0.025, 0.1, 0.25, 0.5, 1, 5, 30],
    registers,
  });
  addGauges(registry, figures);

  const totals = { modelLoads: 0, adapterSwaps: 0 };
  const began = new Map<string, number>();
  return {
    totals,
    onPoolEvent(event) {
      if (event.type === 'loading') began.set(event.id, performance.now());
      if (event.type === 'unloaded') unloads.inc({ reason: event.reason });
      if (event.type !== 'ready' && event.type !== 'failed') return;
      loads.inc({ outcome: event.type === 'ready' ? 'loaded' : event.error.code.toLowerCase() });
      const startedAt = began.get(event.id);
      began.delete(event.id);
      if (event.type === 'failed') return;
      totals.modelLoads += 1;
      if (startedAt !== undefined) loadDuration.observe((performance.now() - startedAt) / 1000);
    },
    onAdapterEvent(event) {
      swaps.inc({ event: event.type.replace('adapter-', '') });
      if (event.type !== 'adapter-live') return;
      totals.adapterSwaps += 1;
      swapDuration.observe(event.loadMs / 1000);
    },
  };
}

function addGauges(registry: Registry, figures: ModelMetricsOptions['figures']): void {
  const add = (name: string, help: string, valueOf: (model: ModelFigures) => number | undefined): unknown =>
    new Gauge({
      name,
      help,
      labelNames: ['model'],
      registers: [registry],
      async collect() {
        // What is no longer loaded has no figures.
        this.reset();
        for (const model of await figures()) {
          const value = valueOf(model);
          if (value !== undefined) this.set({ model: model.id }, value);
        }
      },
    });
  add('tuneloop_slots', 'Requests that the model can decode at the same time.', ({ slots }) => slots);
  add('tuneloop_slots_in_use', 'Requests that have a slot.', ({ activeRequests }) => activeRequests);
  add('tuneloop_queue_length', 'Requests that wait for a slot.', ({ queuedRequests }) => queuedRequests);
  add('tuneloop_queue_limit', 'Requests that may wait; more get 503.', ({ queueLimit }) => queueLimit);
  add('tuneloop_kv_cache_tokens', 'Tokens in the KV cache.', ({ kvCache }) => kvCache?.usedTokens);
  add('tuneloop_kv_cache_size_tokens', 'Tokens that the KV cache can hold.', ({ kvCache }) => kvCache?.totalTokens);
  add(
    'tuneloop_engine_restarts',
    'How often the engine of a loaded model was started again.',
    ({ restarts }) => restarts,
  );
  add('tuneloop_engine_memory_bytes', "Resident memory of the engine's process.", ({ memoryBytes }) => memoryBytes);
}

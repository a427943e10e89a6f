import { z } from 'zod';
import type { GpuFigures, MetricsOverview, MetricsSample, ModelFigures } from './metrics-source.ts';

interface SampleWire {
  time: number;
  active_requests: number;
  queued_requests: number;
  prompt_tokens_per_second: number;
  generated_tokens_per_second: number;
  ttft_p50_ms: number | null;
  ttft_p95_ms: number | null;
  kv_cache_use: number | null;
  memory_bytes: number;
  event_loop_lag_ms: number;
  gpu_use: number | null;
}

interface ModelFiguresWire {
  id: string;
  engine: string;
  slots: number;
  active_requests: number;
  queued_requests: number;
  queue_limit: number;
  kv_cache: { used_tokens: number; total_tokens: number } | null;
  memory_bytes: number | null;
}

interface GpuWire {
  id: string;
  name: string;
  memory_used_bytes: number;
  memory_total_bytes: number;
  use: number | null;
  celsius: number | null;
  watts: number | null;
}

interface TotalsWire {
  seconds: number;
  generations: number;
  failed_generations: number;
  prompt_tokens: number;
  cached_prompt_tokens: number;
  generated_tokens: number;
  tool_calls: number;
  model_loads: number;
  adapter_swaps: number;
}

export interface MetricsOverviewWire {
  object: 'metrics';
  interval_seconds: number;
  samples: SampleWire[];
  models: ModelFiguresWire[];
  gpus: GpuWire[];
  memory: { total_bytes: number; free_bytes: number };
  disks: { folder: string; total_bytes: number; free_bytes: number }[];
  totals: TotalsWire;
}

const count = z.int().min(0);
const figure = z.number().min(0);
const share = z.number().min(0);

const sampleSchema: z.ZodType<SampleWire> = z.strictObject({
  time: figure.describe('Of its end; seconds since 1970.'),
  active_requests: count,
  queued_requests: count,
  prompt_tokens_per_second: figure.describe('Spread over the time that a generation took, once it has ended.'),
  generated_tokens_per_second: figure.describe('The same.'),
  ttft_p50_ms: figure.nullable().describe('Time to first token of the generations of the last minute.'),
  ttft_p95_ms: figure.nullable(),
  kv_cache_use: share.nullable().describe('From 0 to 1; `null` where no engine tells.'),
  memory_bytes: figure.describe('Of the server and the processes of its engines.'),
  event_loop_lag_ms: figure.describe('99th percentile.'),
  gpu_use: share.nullable().describe('From 0 to 1, of the busiest GPU.'),
});

const modelSchema: z.ZodType<ModelFiguresWire> = z.strictObject({
  id: z.string(),
  engine: z.string(),
  slots: count,
  active_requests: count,
  queued_requests: count,
  queue_limit: count,
  kv_cache: z.strictObject({ used_tokens: count, total_tokens: count }).nullable(),
  memory_bytes: figure.nullable().describe("Of the engine's process, where it has one of its own."),
});

const gpuSchema: z.ZodType<GpuWire> = z.strictObject({
  id: z.string(),
  name: z.string(),
  memory_used_bytes: figure,
  memory_total_bytes: figure,
  use: share.nullable(),
  celsius: z.number().nullable(),
  watts: figure.nullable(),
});

const totalsSchema: z.ZodType<TotalsWire> = z.strictObject({
  seconds: figure,
  generations: count,
  failed_generations: count,
  prompt_tokens: count,
  cached_prompt_tokens: count,
  generated_tokens: count,
  tool_calls: count,
  model_loads: count,
  adapter_swaps: count,
});

export const metricsOverviewSchema: z.ZodType<MetricsOverviewWire> = z.strictObject({
  object: z.literal('metrics'),
  interval_seconds: figure.describe('Between samples.'),
  samples: z.array(sampleSchema).describe('Of the last quarter of an hour; the oldest first.'),
  models: z.array(modelSchema).describe('Those that are loaded.'),
  gpus: z.array(gpuSchema),
  memory: z.strictObject({ total_bytes: figure, free_bytes: figure }).describe('Of the machine, or of its container.'),
  disks: z.array(z.strictObject({ folder: z.string(), total_bytes: figure, free_bytes: figure })),
  totals: totalsSchema.describe('Since the server began.'),
});

export function encodeMetrics(overview: MetricsOverview): MetricsOverviewWire {
  const { intervalMs, samples, models, gpus, memory, disks, totals } = overview;
  return {
    object: 'metrics',
    interval_seconds: intervalMs / 1000,
    samples: samples.map(encodeSample),
    models: models.map(encodeModel),
    gpus: gpus.map(encodeGpu),
    memory: { total_bytes: memory.totalBytes, free_bytes: memory.freeBytes },
    disks: disks.map(({ folder, totalBytes, freeBytes }) => ({
      folder,
      total_bytes: totalBytes,
      free_bytes: freeBytes,
    })),
    totals: {
      seconds: totals.seconds,
      generations: totals.generations,
      failed_generations: totals.failedGenerations,
      prompt_tokens: totals.promptTokens,
      cached_prompt_tokens: totals.cachedPromptTokens,
      generated_tokens: totals.generatedTokens,
      tool_calls: totals.toolCalls,
      model_loads: totals.modelLoads,
      adapter_swaps: totals.adapterSwaps,
    },
  };
}

function encodeSample({ timeToFirstTokenMs, ...sample }: MetricsSample): SampleWire {
  return {
    time: Date.parse(sample.time) / 1000,
    active_requests: sample.activeRequests,
    queued_requests: sample.queuedRequests,
    prompt_tokens_per_second: sample.promptTokensPerSecond,
    generated_tokens_per_second: sample.generatedTokensPerSecond,
    ttft_p50_ms: timeToFirstTokenMs?.p50 ?? null,
    ttft_p95_ms: timeToFirstTokenMs?.p95 ?? null,
    kv_cache_use: sample.kvCacheUse ?? null,
    memory_bytes: sample.memoryBytes,
    event_loop_lag_ms: sample.eventLoopLagMs,
    gpu_use: sample.gpuUse ?? null,
  };
}

function encodeModel({ kvCache, ...model }: ModelFigures): ModelFiguresWire {
  return {
    id: model.id,
    engine: model.engine,
    slots: model.slots,
    active_requests: model.activeRequests,
    queued_requests: model.queuedRequests,
    queue_limit: model.queueLimit,
    kv_cache: kvCache ? { used_tokens: kvCache.usedTokens, total_tokens: kvCache.totalTokens } : null,
    memory_bytes: model.memoryBytes ?? null,
  };
}

function encodeGpu({ id, name, ...gpu }: GpuFigures): GpuWire {
  return {
    id,
    name,
    memory_used_bytes: gpu.memoryUsedBytes,
    memory_total_bytes: gpu.memoryTotalBytes,
    use: gpu.use ?? null,
    celsius: gpu.celsius ?? null,
    watts: gpu.watts ?? null,
  };
}

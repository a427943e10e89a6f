/** What one interval was like. Figures that nothing tells are `undefined`. */
export interface MetricsSample {
  /** Of its end; ISO 8601, UTC. */
  time: string;
  activeRequests: number;
  queuedRequests: number;
  /** Tokens of a generation are spread over the time that it took, once it has ended. */
  promptTokensPerSecond: number;
  generatedTokensPerSecond: number;
  /** Of the generations of the last minute, in ms. */
  timeToFirstTokenMs?: { p50: number; p95: number } | undefined;
  /** From 0 to 1. */
  kvCacheUse?: number | undefined;
  /** Of the server and the engines' processes. */
  memoryBytes: number;
  /** 99th percentile, in ms. */
  eventLoopLagMs: number;
  /** From 0 to 1, of the busiest GPU. */
  gpuUse?: number | undefined;
}

/** A model that is loaded. */
export interface ModelFigures {
  id: string;
  engine: string;
  slots: number;
  activeRequests: number;
  queuedRequests: number;
  queueLimit: number;
  kvCache?: { usedTokens: number; totalTokens: number } | undefined;
  /** Of the engine's process, where it has one of its own. */
  memoryBytes?: number | undefined;
  /** Of that process. */
  restarts?: number | undefined;
}

export interface GpuFigures {
  id: string;
  name: string;
  memoryUsedBytes: number;
  memoryTotalBytes: number;
  /** From 0 to 1. */
  use?: number | undefined;
  celsius?: number | undefined;
  watts?: number | undefined;
}

export interface MetricsOverview {
  /** Between samples. */
  intervalMs: number;
  /** The oldest first. */
  samples: readonly MetricsSample[];
  models: readonly ModelFigures[];
  gpus: readonly GpuFigures[];
  memory: { totalBytes: number; freeBytes: number };
  disks: readonly { folder: string; totalBytes: number; freeBytes: number }[];
  /** Since the server began. */
  totals: {
    seconds: number;
    generations: number;
    failedGenerations: number;
    promptTokens: number;
    cachedPromptTokens: number;
    generatedTokens: number;
    toolCalls: number;
    modelLoads: number;
    adapterSwaps: number;
  };
}

export interface MetricsSource {
  overview(): Promise<MetricsOverview>;
  /** All metrics in Prometheus' text format. */
  text(): Promise<string>;
  /** The media type of `text`. */
  readonly contentType: string;
}

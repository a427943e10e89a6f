export interface WorkerOptions {
  modelPath: string;
  contextSize: number;
  threads: number;
  flashAttention: boolean;
  /** Numbers of streams that will be asked for. */
  streams: number[];
}

export interface RoundRequest {
  streams: number;
  /** Of each stream, at most. */
  tokens: number;
}

export type FromWorker = { type: 'ready' } | { type: 'result'; tokensPerSecond: number };

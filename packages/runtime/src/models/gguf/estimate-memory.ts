import type { ModelMetadata } from './model-metadata.ts';
import { kvCacheTypeBytes, type KvCacheType } from './tensor-size.ts';

export interface MemoryEstimateOptions {
  /** Tokens that one request may use. */
  contextSize: number;
  /** Requests at the same time; each has a context of its own. */
  slots: number;
  /** Of keys and values, or of each, where the model leaves that open; by default `f16`. */
  kvCacheType?: KvCacheType | { key?: KvCacheType | undefined; value?: KvCacheType | undefined } | undefined;
  /** Without it the attention scores of a whole batch are kept for a moment. By default on. */
  flashAttention?: boolean | undefined;
  /** Tokens that are prefilled in one step. By default 512. */
  batchSize?: number | undefined;
}

/** In bytes. */
export interface MemoryEstimate {
  weightsBytes: number;
  /** For all slots, with the state of recurrent layers. */
  kvCacheBytes: number;
  computeBytes: number;
  totalBytes: number;
}

/** llama.cpp rounds a sequence's cache up to so many tokens. */
const cacheGranularity = 256;

/**
 * Memory that a model needs: its weights, the KV cache (layers × key-value heads × (key length + value length) × tokens
 * × bytes a number; layers with a sliding window keep that window and a batch) and the largest intermediate results of
 * one batch (logits, feed-forward, attention scores). Without what the program itself takes.
 */
export function estimateMemory(metadata: ModelMetadata, options: MemoryEstimateOptions): MemoryEstimate {
  const { contextSize, slots } = options;
  const batch = Math.min(options.batchSize ?? 512, Math.max(1, contextSize));
  const numberBytes = bytesOfNumber(metadata.kvCacheType ?? options.kvCacheType);
  const whole = roundUp(contextSize);
  let numbers = 0;
  for (const { kvNumbersPerToken, window } of metadata.attention) {
    const tokens = window === undefined ? whole : Math.min(whole, roundUp(window + batch));
    numbers += kvNumbersPerToken * tokens;
  }
  const kvCacheBytes = Math.ceil(slots * (numbers * numberBytes + metadata.recurrentStateBytes));
  const computeBytes = 4 * batch * widestResult(metadata, options.flashAttention === false ? whole : 0);
  const weightsBytes = metadata.sizeBytes;
  return { weightsBytes, kvCacheBytes, computeBytes, totalBytes: weightsBytes + kvCacheBytes + computeBytes };
}

/** Keys and values are as good as always equally long. */
function bytesOfNumber(type: MemoryEstimateOptions['kvCacheType']): number {
  const { key = 'f16', value = 'f16' } = typeof type === 'string' ? { key: type, value: type } : (type ?? {});
  return (kvCacheTypeBytes[key] + kvCacheTypeBytes[value]) / 2;
}

/** Numbers a token in the widest step, with the hidden states that live beside it. */
function widestResult(metadata: ModelMetadata, scoredTokens: number): number {
  const { embeddingLength, feedForwardLength, vocabularySize, heads } = metadata;
  const usedExperts = metadata.experts?.used ?? 1;
  const feedForward = 2 * feedForwardLength * usedExperts;
  return 2 * embeddingLength + Math.max(vocabularySize, feedForward, heads * scoredTokens);
}

function roundUp(tokens: number): number {
  return Math.ceil(tokens / cacheGranularity) * cacheGranularity;
}

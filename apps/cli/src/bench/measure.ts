import { TuneloopError, type Timings, type Usage } from '@tuneloop/protocol';
import type { ChatModel } from '../chat/chat-model.ts';
import { benchPrompt } from './prompt.ts';

export interface MeasureOptions {
  /** Requests at the same time. */
  streams: number;
  /** Of each prompt, about. */
  promptTokens: number;
  /** Of each answer at most. */
  maxTokens: number;
}

/** What one request did; times in ms since the start of the measurement. */
interface Sample {
  startedAt: number;
  firstAt: number;
  endedAt: number;
  usage: Usage | undefined;
  timings: Partial<Timings> | undefined;
}

export interface Measurement {
  streams: number;
  /** Median over the requests, ms. */
  timeToFirstTokenMs: number;
  /** Prompt tokens per second of one request, its time in the queue left out; `null` when the server does not tell. */
  prefillTokensPerSecond: number | null;
  /** Of one request, after its first token; `null` when the server does not tell. */
  decodeTokensPerSecond: number | null;
  /** Of all requests together, from the first request to the last token. */
  totalTokensPerSecond: number | null;
  completionTokens: number | null;
}

/** Sends `streams` requests at once and measures them. Every prompt is new, so that no prefix is reused. */
export async function measure(model: ChatModel, options: MeasureOptions, signal: AbortSignal): Promise<Measurement> {
  const startedAt = performance.now();
  const samples = await Promise.all(
    Array.from({ length: options.streams }, () => sample(model, options, startedAt, signal)),
  );
  return summarizeSamples(samples);
}

async function sample(
  model: ChatModel,
  { promptTokens, maxTokens }: MeasureOptions,
  origin: number,
  signal: AbortSignal,
): Promise<Sample> {
  const result: Sample = {
    startedAt: performance.now() - origin,
    firstAt: 0,
    endedAt: 0,
    usage: undefined,
    timings: undefined,
  };
  const messages = [{ role: 'user' as const, content: benchPrompt(promptTokens) }];
  for await (const event of model.generate({ messages, sampling: { temperature: 0 }, maxTokens }, { signal })) {
    const now = performance.now() - origin;
    if (event.type === 'generation-end') {
      result.usage = event.usage;
      result.timings = event.timings;
      result.endedAt = now;
    } else if (result.firstAt === 0) result.firstAt = now;
  }
  if (result.firstAt === 0)
    throw new TuneloopError('OUTPUT_INVALID', 'The model gave an empty answer: nothing to measure.');
  return result;
}

export function summarizeSamples(samples: Sample[]): Measurement {
  const tokens = samples.map(({ usage }) => usage?.completionTokens);
  const completionTokens = tokens.every((count) => count !== undefined)
    ? tokens.reduce((sum, count) => sum + count, 0)
    : null;
  const from = Math.min(...samples.map(({ startedAt }) => startedAt));
  const to = Math.max(...samples.map(({ endedAt }) => endedAt));
  return {
    streams: samples.length,
    timeToFirstTokenMs: median(samples.map((one) => one.firstAt - one.startedAt)) ?? 0,
    prefillTokensPerSecond: median(samples.flatMap(prefillSpeed)),
    decodeTokensPerSecond: median(samples.flatMap(decodeSpeed)),
    totalTokensPerSecond: completionTokens === null ? null : (completionTokens / (to - from)) * 1000,
    completionTokens,
  };
}

function prefillSpeed({ usage, timings }: Sample): number[] {
  if (!usage || !timings?.prefillMs) return [];
  return [((usage.promptTokens - usage.cachedTokens) / timings.prefillMs) * 1000];
}

function decodeSpeed({ usage, firstAt, endedAt }: Sample): number[] {
  if (!usage || usage.completionTokens < 2 || endedAt <= firstAt) return [];
  return [((usage.completionTokens - 1) / (endedAt - firstAt)) * 1000];
}

function median(values: number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1];
  const high = sorted[Math.floor(middle)];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

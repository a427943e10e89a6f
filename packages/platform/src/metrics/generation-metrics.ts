import type { EventSink, Interaction } from '@tuneloop/protocol';
import { Counter, Histogram, type Registry } from 'prom-client';

/** What the timeline wants to know of a generation that ended well. */
export interface EndedGeneration {
  promptTokens: number;
  generatedTokens: number;
  timeToFirstTokenMs: number;
  prefillMs: number;
  decodeMs: number;
}

export interface GenerationMetrics {
  /** Counts generations and tool calls. */
  sink: EventSink;
  readonly totals: {
    generations: number;
    failedGenerations: number;
    promptTokens: number;
    cachedPromptTokens: number;
    generatedTokens: number;
    toolCalls: number;
  };
}

/** From 1 ms, a prompt that is in the cache, to 2 min, a long one on a small machine. */
const firstTokenBuckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
const tokenBuckets = [0.001, 0.0025, 0.005, 0.01, 0.015, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 1, 2.5];

/** What is counted of each generation and each call of a tool. */
export function createGenerationMetrics(
  registry: Registry,
  onEnd: (generation: EndedGeneration) => void,
): GenerationMetrics {
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> =>
    new Counter({ name, help, labelNames, registers });
  const histogram = (name: string, help: string, buckets: number[]): Histogram<'model'> =>
    new Histogram({ name, help, labelNames: ['model'], buckets, registers });

  const generations = counter('tuneloop_generations_total', 'Generations that ended, by what they ended with.', [
    'model',
    'outcome',
  ]);
  const promptTokens = counter('tuneloop_prompt_tokens_total', 'Tokens of prompts, cached ones too.', ['model']);
  const cachedTokens = counter('tuneloop_cached_prompt_tokens_total', 'Tokens of prompts found in the KV cache.', [
    'model',
  ]);
  const generatedTokens = counter('tuneloop_generated_tokens_total', 'Tokens that were generated.', ['model']);
  const toolCalls = counter('tuneloop_tool_calls_total', 'Calls of tools, by the decision and how they ended.', [
    'decision',
    'status',
  ]);
  const toolDuration = new Histogram({
    name: 'tuneloop_tool_call_duration_seconds',
    help: 'How long calls of tools took that ran.',
    labelNames: ['status'],
    buckets: [0.005, 0.025, 0.1, 0.5, 1, 5, 15, 60, 300],
    registers,
  });
  const queueWait = histogram(
    'tuneloop_queue_wait_seconds',
    'How long generations waited for a slot.',
    firstTokenBuckets,
  );
  const firstToken = histogram(
    'tuneloop_time_to_first_token_seconds',
    'From the request to its first token.',
    firstTokenBuckets,
  );
  const interToken = histogram(
    'tuneloop_inter_token_latency_seconds',
    'Between tokens: the mean of each generation.',
    tokenBuckets,
  );
  const totals = {
    generations: 0,
    failedGenerations: 0,
    promptTokens: 0,
    cachedPromptTokens: 0,
    generatedTokens: 0,
    toolCalls: 0,
  };

  function count({ model, usage, timings, finishReason, error }: Interaction): void {
    generations.inc({ model, outcome: error?.code.toLowerCase() ?? finishReason ?? 'stop' });
    totals.generations += 1;
    // Whoever left did not fail.
    if (error !== undefined && error.code !== 'ABORTED') totals.failedGenerations += 1;
    if (usage !== undefined) {
      promptTokens.inc({ model }, usage.promptTokens);
      cachedTokens.inc({ model }, usage.cachedTokens);
      generatedTokens.inc({ model }, usage.completionTokens);
      totals.promptTokens += usage.promptTokens;
      totals.cachedPromptTokens += usage.cachedTokens;
      totals.generatedTokens += usage.completionTokens;
    }
    if (timings === undefined || usage === undefined) return;
    const { queueMs, timeToFirstTokenMs, prefillMs, decodeMs } = timings;
    queueWait.observe({ model }, queueMs / 1000);
    firstToken.observe({ model }, timeToFirstTokenMs / 1000);
    const { promptTokens: given, completionTokens: made } = usage;
    if (made > 1) interToken.observe({ model }, decodeMs / (made - 1) / 1000);
    onEnd({ promptTokens: given, generatedTokens: made, timeToFirstTokenMs, prefillMs, decodeMs });
  }

  return {
    totals,
    sink: {
      write(record) {
        if (record.type === 'interaction') count(record.interaction);
        if (record.type !== 'tool-call') return;
        toolCalls.inc({ decision: record.call.decision, status: record.call.status });
        if (record.call.decision !== 'deny') {
          toolDuration.observe({ status: record.call.status }, record.call.durationMs / 1000);
        }
        totals.toolCalls += 1;
      },
    },
  };
}

import { readFileSync } from 'node:fs';
import { mean, percentile } from '../statistics.ts';
import { textOfTokens } from './prompts.ts';
import { measuredChat, type RequestFigures } from './request.ts';

export interface LoadOptions {
  baseUrl: string;
  model: string;
  apiKey?: string | undefined;
  /** Requests under way at the same time. */
  streams: number;
  /** Requests altogether; bounded so that a run ends by itself. */
  requests: number;
  /** No new request after this many seconds. */
  durationSeconds: number;
  /** Tokens of each prompt, about. */
  promptTokens: number;
  /** Of these, the ones at the start that all prompts have in common. */
  sharedTokens: number;
  maxTokens: number;
  /** Tells one run's prompts from another's, so that no run finds its own answers in a cache. */
  seed: number;
  /** Processes whose memory is watched. */
  processIds: number[];
}

export interface LoadFigures {
  requests: number;
  errors: string[];
  /** ms. */
  timeToFirstToken: { p50: number; p95: number };
  /** ms. */
  interTokenLatency: { p50: number; p95: number };
  /** Generated tokens of all streams per second of the whole run. */
  tokensPerSecond: number;
  cachedTokens: number;
  promptTokens: number;
  /** Bytes, of all watched processes together; NaN where it cannot be read. */
  peakMemory: number;
}

/** Keeps `streams` requests going until the number or the time is up. */
export async function runLoad(options: LoadOptions): Promise<LoadFigures> {
  const system = textOfTokens(options.sharedTokens, options.seed);
  const done: RequestFigures[] = [];
  const errors: string[] = [];
  const startedAt = performance.now();
  const memory = watchMemory(options.processIds);
  let started = 0;

  async function stream(): Promise<void> {
    while (started < options.requests && performance.now() - startedAt < options.durationSeconds * 1000) {
      const number = started++;
      const own = textOfTokens(Math.max(1, options.promptTokens - options.sharedTokens), options.seed + number + 1);
      // Without a task the small models end their answer at once, and there is nothing to measure.
      const question = `${own}\n\nWrite a long story in which these words occur.`;
      try {
        done.push(await measuredChat({ ...options, apiKey: options.apiKey, system, question }));
      } catch (error) {
        errors.push(error instanceof Error ? error.message : String(error));
      }
    }
  }

  await Promise.all(Array.from({ length: options.streams }, stream));
  const seconds = (performance.now() - startedAt) / 1000;
  const firstTokens = done.map(({ timeToFirstToken }) => timeToFirstToken);
  const gaps = done.flatMap(({ interTokenLatencies }) => interTokenLatencies);
  return {
    requests: done.length,
    errors,
    timeToFirstToken: { p50: percentile(firstTokens, 0.5), p95: percentile(firstTokens, 0.95) },
    interTokenLatency: { p50: percentile(gaps, 0.5), p95: percentile(gaps, 0.95) },
    tokensPerSecond: done.reduce((sum, { completionTokens }) => sum + completionTokens, 0) / seconds,
    cachedTokens: mean(done.map(({ cachedTokens }) => cachedTokens)),
    promptTokens: mean(done.map(({ promptTokens }) => promptTokens)),
    peakMemory: memory(),
  };
}

/** Resident memory, looked at ten times a second (Linux). */
function watchMemory(processIds: readonly number[]): () => number {
  let peak = Number.NaN;
  const look = (): void => {
    try {
      const bytes = processIds.reduce((sum, id) => sum + residentBytes(id), 0);
      if (processIds.length > 0 && !(bytes <= peak)) peak = bytes;
    } catch {
      // Gone, or not Linux: what was seen so far stands.
    }
  };
  look();
  const timer = setInterval(look, 100);
  return () => {
    clearInterval(timer);
    return peak;
  };
}

function residentBytes(processId: number): number {
  const status = readFileSync(`/proc/${processId}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) * 1024;
}

import type { FinishReason, GenerationEvent } from '@tuneloop/protocol';
import { malformed, refusalError } from '../http/upstream-error.ts';
import type { PartialUsage } from './decode-usage.ts';
import { numberOf, objectOf } from './read-json.ts';

/** What the upstream measured, in ms. */
export interface UpstreamTimings {
  prefillMs?: number | undefined;
  decodeMs?: number | undefined;
}

/** How an answer ended. */
export interface AnswerEnd {
  /** What was still to come. */
  events: GenerationEvent[];
  finishReason: FinishReason;
  stopSequence: string | undefined;
}

/** Turns the pieces of one streamed answer into the events of its output. */
export interface StreamDecoder {
  /** What is known so far. */
  readonly usage: PartialUsage;
  readonly timings: UpstreamTimings;
  /** Pieces with output in them: about the tokens, where the upstream does not count. */
  readonly outputChunks: number;
  /** Errors: `UPSTREAM_FAILED` for what is no piece, and for an error in the stream what it stands for. */
  push(data: string): Iterable<GenerationEvent>;
  /** Errors: `UPSTREAM_FAILED` when the answer has no end. */
  end(): AnswerEnd;
}

export interface StreamSource {
  /** The upstream's name, for errors. */
  upstream: string;
  apiKey?: string | undefined;
}

/** One piece as an object. Errors: `UPSTREAM_FAILED` for no JSON; for an error in its place what that stands for. */
export function parsePiece(data: string, { upstream, apiKey }: StreamSource): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    throw malformed(upstream, 'sent an event that is no JSON');
  }
  const piece = objectOf(value);
  if (piece['error'] === undefined || piece['error'] === null) return piece;
  const error = objectOf(piece['error']);
  const status = numberOf(error['code']) ?? numberOf(error['status']) ?? 500;
  throw refusalError({ upstream, apiKey, body: value, status: status >= 400 && status < 600 ? status : 500 });
}

/** llama-server's `timings`, which our own server has too. */
export function decodeTimings(value: unknown): UpstreamTimings {
  const timings = objectOf(value);
  return { prefillMs: numberOf(timings['prompt_ms']), decodeMs: numberOf(timings['predicted_ms']) };
}

import type { GenerationEndEvent, GenerationEvent } from '@tuneloop/protocol';
import { nanoseconds } from './nanoseconds.ts';
import { createPieceReader, emptyPiece, joinPieces, type Piece } from './piece.ts';

export interface OllamaAnswerHead {
  model: string;
  /** What waiting for the model took, in ms. */
  loadMs: number;
  now: () => Date;
}

/** Durations are in nanoseconds. */
export interface OllamaMetrics {
  total_duration: number;
  load_duration: number;
  prompt_eval_count: number;
  prompt_eval_cached_count: number;
  prompt_eval_duration: number;
  eval_count: number;
  eval_duration: number;
}

/** How an endpoint shows a piece: in `message` or in `response`. */
export type RenderPiece = (piece: Piece) => object;

function encodeMetrics({ usage, timings }: GenerationEndEvent, loadMs: number): OllamaMetrics {
  return {
    total_duration: nanoseconds(loadMs + timings.totalMs),
    load_duration: nanoseconds(loadMs),
    prompt_eval_count: usage.promptTokens,
    prompt_eval_cached_count: usage.cachedTokens,
    prompt_eval_duration: nanoseconds(timings.prefillMs),
    eval_count: usage.completionTokens,
    eval_duration: nanoseconds(timings.decodeMs),
  };
}

function encodePiece(head: OllamaAnswerHead, render: RenderPiece, piece: Piece, rest: object): object {
  return {
    model: head.model,
    created_at: head.now().toISOString(),
    ...render(piece),
    ...(piece.logprobs.length > 0 && { logprobs: piece.logprobs }),
    ...rest,
  };
}

/** To Ollama an answer that ends in tool calls has stopped. */
function encodeEnd(head: OllamaAnswerHead, event: GenerationEndEvent): object {
  const done_reason = event.finishReason === 'length' ? 'length' : 'stop';
  return { done: true, done_reason, ...encodeMetrics(event, head.loadMs) };
}

/** The lines of a stream: one for each piece, and a last one with the reason and the metrics. */
export function createLineEncoder(
  head: OllamaAnswerHead,
  render: RenderPiece,
): (event: GenerationEvent) => readonly object[] {
  const read = createPieceReader();
  return (event) => {
    const piece = read(event);
    const lines = piece ? [encodePiece(head, render, piece, { done: false })] : [];
    if (event.type === 'generation-end') lines.push(encodePiece(head, render, emptyPiece, encodeEnd(head, event)));
    return lines;
  };
}

/** A whole answer. */
export async function encodeAnswer(
  head: OllamaAnswerHead,
  render: RenderPiece,
  events: AsyncIterable<GenerationEvent>,
): Promise<object> {
  const read = createPieceReader();
  const pieces: Piece[] = [];
  let end: GenerationEndEvent | undefined;
  for await (const event of events) {
    const piece = read(event);
    if (piece) pieces.push(piece);
    if (event.type === 'generation-end') end = event;
  }
  if (!end) throw new Error('The engine ended a generation without its generation-end event.');
  return encodePiece(head, render, joinPieces(pieces), encodeEnd(head, end));
}

/** The answer to an empty request, which only loads or unloads the model. */
export function encodeLoaded(head: OllamaAnswerHead, render: RenderPiece, reason: 'load' | 'unload' = 'load'): object {
  return encodePiece(head, render, emptyPiece, { done: true, done_reason: reason });
}

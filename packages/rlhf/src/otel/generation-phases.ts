import type { Interaction } from '@tuneloop/protocol';
import type { GenerationTimes } from './generation-times.ts';
import type { SpanFields } from './span.ts';
import { spanIdOf } from './trace-ids.ts';

/** A shorter wait is none. */
const shortestWaitMs = 1;

/** What a generation consisted of, as spans below its own: the wait for a slot, reading the prompt, making the answer. */
export function generationPhases(
  { id, usage, timings }: Interaction,
  { began, end, firstToken }: GenerationTimes,
  generation: SpanFields,
): SpanFields[] {
  if (timings === undefined) return [];
  const phase = (name: string, start: number, until: number, fields: Partial<SpanFields> = {}): SpanFields => ({
    trace: generation.trace,
    id: spanIdOf({ interaction: `${id} ${name}` }),
    parent: generation.id,
    name,
    kind: 'internal',
    start,
    end: Math.max(start, Math.min(end, until)),
    attributes: {},
    ...fields,
  });
  const slotAt = began + timings.queueMs;
  const decodeAt = Math.max(slotAt, end - timings.decodeMs);
  const firstTokenEvent = firstToken === undefined ? [] : [{ name: 'first token', time: firstToken }];
  return [
    ...(timings.queueMs >= shortestWaitMs ? [phase('queue', began, slotAt)] : []),
    phase('prefill', slotAt, slotAt + timings.prefillMs, {
      attributes: {
        // By other names than the generation's own: receivers add those up.
        'tuneloop.prompt_tokens': usage?.promptTokens,
        'tuneloop.cached_tokens': usage?.cachedTokens,
      },
    }),
    phase('decode', decodeAt, end, {
      attributes: { 'tuneloop.generated_tokens': usage?.completionTokens },
      events: firstTokenEvent,
    }),
  ];
}

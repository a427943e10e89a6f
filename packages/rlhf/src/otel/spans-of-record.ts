import type { Attributes } from '@opentelemetry/api';
import type { Interaction, ToolCallRecord } from '@tuneloop/protocol';
import { generationAttributes, operationOf, originAttributes, toolCallAttributes } from './gen-ai-attributes.ts';
import { generationPhases } from './generation-phases.ts';
import { generationTimes, type GenerationTimes } from './generation-times.ts';
import type { SpanFields } from './span.ts';
import { spanIdOf, traceIdOf } from './trace-ids.ts';
import type { TracedRecord, TraceOrigin } from './traced-record.ts';

/** What a receiver wants to be told beside the conventions. */
export interface SpanDialect {
  request?: (interaction: Interaction) => Attributes;
  generation?: (interaction: Interaction, times: GenerationTimes) => Attributes;
  toolCall?: (call: ToolCallRecord, origin: TraceOrigin | undefined) => Attributes;
}

export interface SpanOptions {
  /** Whether texts are told: prompts, answers, arguments, messages of errors. */
  content: boolean;
  dialect?: SpanDialect | undefined;
  /** Whether a generation has spans of its own for queue, prefill and decode. */
  phases?: boolean | undefined;
}

/**
 * One span of a generation or of a call to a tool. The last generation of a request brings the request's own span, which the
 * others lie in, unless they lie in a span of somebody else. Ratings, comparisons and deletions have none.
 */
export function spansOfRecord(traced: TracedRecord, options: SpanOptions): SpanFields[] {
  const { record } = traced;
  switch (record.type) {
    case 'interaction':
      return interactionSpans(record.interaction, traced, options);
    case 'tool-call':
      return [toolSpan(record.call, traced, options)];
    case 'rating':
    case 'comparison':
    case 'choice':
    case 'deletion':
      return [];
  }
}

function interactionSpans(
  interaction: Interaction,
  { at, parent: outer }: TracedRecord,
  { content, dialect, phases = false }: SpanOptions,
): SpanFields[] {
  const { id, request, model, backend } = interaction;
  const times = generationTimes(interaction, at);
  const trace = outer?.traceId ?? traceIdOf(request);
  const parent = outer?.spanId ?? spanIdOf({ request });
  const error = interaction.error && {
    type: interaction.error.code,
    ...(content && { message: interaction.error.message }),
  };
  const generation: SpanFields = {
    trace,
    id: spanIdOf({ interaction: id }),
    parent,
    name: `${operationOf(interaction)} ${model}`,
    kind: backend === 'remote' ? 'client' : 'internal',
    start: times.start,
    end: times.end,
    attributes: {
      ...generationAttributes(interaction, times, { content }),
      ...dialect?.generation?.(interaction, times),
    },
    error,
  };
  const inner = phases ? generationPhases(interaction, times, generation) : [];
  if (id !== request || outer) return [generation, ...inner];
  const whole: SpanFields = {
    trace,
    id: parent,
    name: `request ${model}`,
    kind: 'server',
    start: Date.parse(interaction.time),
    end: times.end,
    attributes: {
      'gen_ai.response.id': request,
      ...originAttributes(interaction),
      ...dialect?.request?.(interaction),
    },
    error,
  };
  return [generation, ...inner, whole];
}

function toolSpan(call: ToolCallRecord, { origin, parent: outer }: TracedRecord, options: SpanOptions): SpanFields {
  const { content, dialect } = options;
  const start = Date.parse(call.time);
  // What nobody asked for in an answer (over MCP, for instance) is a trace of its own.
  const request = origin?.request ?? `tool-call ${call.id} ${call.time}`;
  const parent = outer?.spanId ?? (origin && spanIdOf({ request }));
  return {
    trace: outer?.traceId ?? traceIdOf(request),
    id: spanIdOf({ toolCall: `${request} ${call.id}` }),
    ...(parent !== undefined && { parent }),
    name: `execute_tool ${call.tool}`,
    kind: 'internal',
    start,
    end: start + call.durationMs,
    attributes: {
      ...(origin && originAttributes(origin)),
      ...toolCallAttributes(call, { content }),
      ...dialect?.toolCall?.(call, origin),
    },
    error:
      call.status === 'error'
        ? { type: call.decision === 'deny' ? 'TOOL_DENIED' : 'TOOL_FAILED', ...(content && { message: call.error }) }
        : undefined,
  };
}

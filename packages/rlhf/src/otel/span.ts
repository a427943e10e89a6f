import {
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Attributes,
  type HrTime,
  type SpanContext,
} from '@opentelemetry/api';
import type { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes, type Resource } from '@opentelemetry/resources';

/** A span that has ended, as the serializers of OpenTelemetry take it. */
export type EndedSpan = Parameters<(typeof ProtobufTraceSerializer)['serializeRequest']>[0][number];

export interface SpanFields {
  trace: string;
  id: string;
  parent?: string | undefined;
  name: string;
  /** `client`: the work is done elsewhere. */
  kind: 'internal' | 'client' | 'server';
  /** In ms since 1970. */
  start: number;
  end: number;
  attributes: Attributes;
  /** Moments in it; `time` in ms since 1970. */
  events?: readonly { name: string; time: number }[] | undefined;
  /** What went wrong. */
  error?: { type: string; message?: string | undefined } | undefined;
}

const kinds = { internal: SpanKind.INTERNAL, server: SpanKind.SERVER, client: SpanKind.CLIENT };
const scope = { name: '@tuneloop/rlhf' };

/** One resource for all spans of a sink: those of one request of OTLP are grouped by it. */
export function serviceResource(
  name: string,
  environment?: string,
  more: Readonly<Record<string, string>> = {},
): Resource {
  return resourceFromAttributes({
    ...more,
    'service.name': name,
    ...(environment !== undefined && { 'deployment.environment.name': environment }),
  });
}

export function endedSpan(fields: SpanFields, resource: Resource): EndedSpan {
  const { trace, id, parent, name, kind, start, end, attributes, events = [], error } = fields;
  const context = (spanId: string): SpanContext => ({ traceId: trace, spanId, traceFlags: TraceFlags.SAMPLED });
  return {
    name,
    kind: kinds[kind],
    spanContext: () => context(id),
    ...(parent !== undefined && { parentSpanContext: context(parent) }),
    startTime: hrTime(start),
    endTime: hrTime(end),
    duration: hrTime(end - start),
    status: error
      ? { code: SpanStatusCode.ERROR, ...(error.message !== undefined && { message: error.message }) }
      : { code: SpanStatusCode.UNSET },
    attributes: { ...defined(attributes), ...(error && { 'error.type': error.type }) },
    links: [],
    events: events.map(({ name: event, time }) => ({ name: event, time: hrTime(time), attributes: {} })),
    ended: true,
    resource,
    instrumentationScope: scope,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

function defined(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}

/** Seconds and nanoseconds. */
function hrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)];
}

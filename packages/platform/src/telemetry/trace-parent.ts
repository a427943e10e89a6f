import type { TraceParent } from '@tuneloop/rlhf/otel';

const pattern = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(-.*)?$/;
/** A `tracestate` of so many characters must be handed on; longer ones need not. */
const longestState = 512;

/**
 * Reads the headers `traceparent` and `tracestate`; what is malformed is as if it were not there.
 *
 * @see https://www.w3.org/TR/trace-context/
 */
export function readTraceParent(traceparent: string | undefined, tracestate?: string): TraceParent | undefined {
  const [, version, traceId, spanId, flags, more] = pattern.exec(traceparent?.trim() ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || (version === '00' && more !== undefined)) return undefined;
  const state = tracestate?.trim() ?? '';
  const isKept = state !== '' && state.length <= longestState && /^[\x20-\x7e]+$/.test(state);
  return { traceId, spanId, isSampled: (Number.parseInt(flags!, 16) & 1) === 1, ...(isKept && { state }) };
}

/** The headers that hand a trace on. */
export function traceHeaders({ traceId, spanId, isSampled, state }: TraceParent): Record<string, string> {
  const traceparent = `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;
  return { traceparent, ...(state !== undefined && { tracestate: state }) };
}

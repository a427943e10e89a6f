import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { postOtlp, type OtlpReceiver } from './post-otlp.ts';
import type { EndedSpan } from './span.ts';

const serializers = { protobuf: ProtobufTraceSerializer, json: JsonTraceSerializer };

/** Sends spans, once. Returns how many of them the receiver says that it did not take. Errors: as those of `postOtlp`. */
export async function sendSpans(spans: EndedSpan[], receiver: OtlpReceiver, signal: AbortSignal): Promise<number> {
  const answer = await postOtlp(spans, serializers, receiver, signal);
  return answer?.partialSuccess?.rejectedSpans ?? 0;
}

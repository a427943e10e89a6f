import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';
import { explainRefusal } from './otlp-refusal.ts';
import type { EndedSpan } from './span.ts';

export interface OtlpReceiver {
  /** Where traces are taken, with the path: `http://localhost:4318/v1/traces`. */
  url: string;
  headers?: Readonly<Record<string, string>> | undefined;
  /** Default `protobuf`, which every receiver takes. */
  encoding?: 'protobuf' | 'json' | undefined;
  /** Of one request, in ms. Default 10 s. */
  timeoutMs?: number | undefined;
  fetch?: typeof globalThis.fetch | undefined;
}

const encodings = {
  protobuf: { serializer: ProtobufTraceSerializer, type: 'application/x-protobuf' },
  json: { serializer: JsonTraceSerializer, type: 'application/json' },
};
const defaultTimeoutMs = 10_000;

/**
 * Sends spans over OTLP/HTTP, once. Returns how many of them the receiver says that it did not take.
 *
 * Errors: `INVALID_REQUEST` (refused for good), `UNAUTHORIZED`, `FORBIDDEN`, `NOT_FOUND`, `UPSTREAM_FAILED`, `TIMEOUT`,
 * `ABORTED`.
 */
export async function sendSpans(spans: EndedSpan[], receiver: OtlpReceiver, signal: AbortSignal): Promise<number> {
  const { url, headers = {}, encoding = 'protobuf', timeoutMs = defaultTimeoutMs } = receiver;
  const { serializer, type } = encodings[encoding];
  const body = serializer.serializeRequest(spans);
  if (!body) throw new TuneloopError('INTERNAL', 'Spans could not be encoded.');
  const timeout = AbortSignal.timeout(timeoutMs);
  let response: Response;
  let answer: Uint8Array;
  try {
    response = await (receiver.fetch ?? fetch)(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': type, 'user-agent': 'tuneloop' },
      // A view of its own buffer, which is what `fetch` is typed for.
      body: new Uint8Array(body),
      // What the headers hold must not travel to where a redirect leads.
      redirect: 'manual',
      signal: AbortSignal.any([signal, timeout]),
    });
    answer = await response.bytes();
  } catch (error) {
    throwIfAborted(signal);
    throw unreachable(error, url, timeout.aborted);
  }
  if (!response.ok) throw explainRefusal({ status: response.status, headers: response.headers, url, body: answer });
  if (answer.length === 0 || !response.headers.get('content-type')?.startsWith(type)) return 0;
  try {
    return serializer.deserializeResponse(answer).partialSuccess?.rejectedSpans ?? 0;
  } catch {
    return 0;
  }
}

function unreachable(error: unknown, url: string, timedOut: boolean): TuneloopError {
  const place = new URL(url).origin;
  if (timedOut) return new TuneloopError('TIMEOUT', `${place} does not answer in time.`, { cause: error });
  const reason =
    error instanceof Error ? ((error.cause as { code?: string } | undefined)?.code ?? error.message) : String(error);
  return new TuneloopError('UPSTREAM_FAILED', `${place} cannot be reached (${reason}).`, { cause: error });
}

import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';
import { explainRefusal } from './otlp-refusal.ts';

export interface OtlpReceiver {
  /** Where a signal is taken, with the path: `http://localhost:4318/v1/traces`. */
  url: string;
  headers?: Readonly<Record<string, string>> | undefined;
  /** Default `protobuf`, which every receiver takes. */
  encoding?: 'protobuf' | 'json' | undefined;
  /** Of one request, in ms. Default 10 s. */
  timeoutMs?: number | undefined;
  fetch?: typeof globalThis.fetch | undefined;
}

/** Of OpenTelemetry's, for one signal. */
interface Serializer<Request, Response> {
  serializeRequest(request: Request): Uint8Array | undefined;
  deserializeResponse(data: Uint8Array): Response;
}

const types = { protobuf: 'application/x-protobuf', json: 'application/json' };
const defaultTimeoutMs = 10_000;

/**
 * Sends something over OTLP/HTTP, once. Returns what the receiver says of it, if it says anything.
 *
 * Errors: `INVALID_REQUEST` (refused for good), `UNAUTHORIZED`, `FORBIDDEN`, `NOT_FOUND`, `UPSTREAM_FAILED`, `TIMEOUT`,
 * `ABORTED`.
 */
export async function postOtlp<Request, Response>(
  request: Request,
  serializers: Record<'protobuf' | 'json', Serializer<Request, Response>>,
  receiver: OtlpReceiver,
  signal: AbortSignal,
): Promise<Response | undefined> {
  const { url, headers = {}, encoding = 'protobuf', timeoutMs = defaultTimeoutMs } = receiver;
  const serializer = serializers[encoding];
  const type = types[encoding];
  const body = serializer.serializeRequest(request);
  if (!body) throw new TuneloopError('INTERNAL', 'Telemetry could not be encoded.');
  const timeout = AbortSignal.timeout(timeoutMs);
  let response: globalThis.Response;
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
  if (answer.length === 0 || !response.headers.get('content-type')?.startsWith(type)) return undefined;
  try {
    return serializer.deserializeResponse(answer);
  } catch {
    return undefined;
  }
}

function unreachable(error: unknown, url: string, timedOut: boolean): TuneloopError {
  const place = new URL(url).origin;
  if (timedOut) return new TuneloopError('TIMEOUT', `${place} does not answer in time.`, { cause: error });
  const reason =
    error instanceof Error ? ((error.cause as { code?: string } | undefined)?.code ?? error.message) : String(error);
  return new TuneloopError('UPSTREAM_FAILED', `${place} cannot be reached (${reason}).`, { cause: error });
}

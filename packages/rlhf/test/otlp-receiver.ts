import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A span as OTLP's JSON has it, its attributes as plain values. */
export interface ReceivedSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status: { code: number; message?: string };
  attributes: Record<string, unknown>;
  events: { name: string; timeUnixNano: string }[];
}

export interface OtlpReceiverProcess extends AsyncDisposable {
  url: string;
  spans: ReceivedSpan[];
  requests: { path: string; headers: IncomingHttpHeaders; body: Buffer }[];
  /** Answers with these, one after another, before it takes anything. */
  refuse: { status: number; headers?: Record<string, string>; body?: string }[];
}

interface AnyValue {
  stringValue?: string;
  intValue?: number | string;
  doubleValue?: number;
  boolValue?: boolean;
  arrayValue?: { values: AnyValue[] };
}

function plain(value: AnyValue): unknown {
  if (value.arrayValue) return value.arrayValue.values.map(plain);
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.doubleValue ?? value.boolValue;
}

/** The spans of a body of OTLP's JSON encoding. */
export function spansOfJson(body: string): ReceivedSpan[] {
  const { resourceSpans } = JSON.parse(body) as {
    resourceSpans: {
      scopeSpans: {
        spans: (Omit<ReceivedSpan, 'attributes'> & { attributes: { key: string; value: AnyValue }[] })[];
      }[];
    }[];
  };
  return resourceSpans
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap(({ spans }) => spans)
    .map((span) => ({
      ...span,
      attributes: Object.fromEntries(span.attributes.map(({ key, value }) => [key, plain(value)])),
    }));
}

/** Takes traces on loopback, as an OpenTelemetry collector does. `port` 0: any. */
export async function startOtlpReceiver(port = 0): Promise<OtlpReceiverProcess> {
  const receiver: Pick<OtlpReceiverProcess, 'spans' | 'requests' | 'refuse'> = { spans: [], requests: [], refuse: [] };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request);
    const refusal = receiver.refuse.shift();
    if (refusal) {
      response.writeHead(refusal.status, refusal.headers).end(refusal.body);
      return;
    }
    receiver.requests.push({ path: request.url ?? '', headers: request.headers, body });
    const type = request.headers['content-type'] ?? '';
    if (type === 'application/json') receiver.spans.push(...spansOfJson(body.toString()));
    response.writeHead(200, { 'content-type': type }).end(type === 'application/json' ? '{}' : '');
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  return Object.assign(receiver, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  });
}

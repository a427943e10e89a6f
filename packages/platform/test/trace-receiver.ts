import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A span of OTLP's JSON encoding, as far as tests look at it. */
export interface TracedSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  status: { code: number };
  attributes: Record<string, unknown>;
}

export interface TraceReceiver extends AsyncDisposable {
  url: string;
  spans: TracedSpan[];
  requests: { path: string; headers: IncomingHttpHeaders; body: string }[];
}

interface Wire {
  resourceSpans?: {
    scopeSpans: {
      spans: (Omit<TracedSpan, 'attributes'> & { attributes: { key: string; value: Record<string, unknown> }[] })[];
    }[];
  }[];
}

/** Takes OTLP as JSON on loopback. */
export async function startTraceReceiver(): Promise<TraceReceiver> {
  const spans: TracedSpan[] = [];
  const requests: TraceReceiver['requests'] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const body = await text(request);
      requests.push({ path: request.url ?? '', headers: request.headers, body });
      const { resourceSpans = [] } = JSON.parse(body) as Wire;
      for (const { scopeSpans } of resourceSpans) {
        for (const span of scopeSpans.flatMap((scope) => scope.spans)) {
          const attributes = span.attributes.map(({ key, value }) => [key, Object.values(value)[0]]);
          spans.push({ ...span, attributes: Object.fromEntries(attributes) as Record<string, unknown> });
        }
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    })();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

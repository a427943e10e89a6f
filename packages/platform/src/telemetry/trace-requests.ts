import { assignRequestId, clientOf, requestIdOf } from '@tuneloop/openai-server';
import type { Request, RequestHandler, Response } from 'express';
import { readTraceParent } from './trace-parent.ts';
import type { SpanEnd, Tracing } from './tracing.ts';
import { runWork } from './work-context.ts';

export interface TraceRequestsOptions {
  tracing: Tracing;
  /** The path's pattern in the OpenAPI document; `undefined` for any other. */
  routeOf: (path: string) => string | undefined;
}

/** Probes and scrapes would be most of what is traced. */
const untraced = /^\/(?:health(?:\/|$)|metrics$|v1\/metrics$)/;
const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']);
const longestText = 300;

/**
 * Everything after it knows which request it belongs to, and to which trace: the client's (`traceparent`), or a new one. Of
 * routes of the API, and of whatever comes with a trace, the request is a span by OpenTelemetry's conventions for HTTP.
 */
export function traceRequests({ tracing, routeOf }: TraceRequestsOptions): RequestHandler {
  const assignId = assignRequestId();
  return (request, response, next) => {
    assignId(request, response, () => undefined);
    const incoming = readTraceParent(request.get('traceparent'), request.get('tracestate'));
    const route = routeOf(request.path);
    const isTraced = !untraced.test(request.path) && (route !== undefined || incoming !== undefined);
    const span = isTraced ? tracing.begin(incoming) : undefined;
    // What is answered later may not be read from the request any more.
    const known = span && requestAttributes(request, route);
    if (span) response.once('close', () => tracing.end(span, endOf(request, response, known!)));
    runWork({ requestId: requestIdOf(response), span: span ?? incoming }, next);
  };
}

type Attributes = SpanEnd['attributes'];

function requestAttributes(request: Request, route: string | undefined): Attributes {
  const { method, path, protocol, socket, httpVersion } = request;
  const isKnown = methods.has(method);
  return {
    'http.request.method': isKnown ? method : '_OTHER',
    'http.request.method_original': isKnown ? undefined : method.slice(0, longestText),
    'http.route': route,
    'url.scheme': protocol,
    'url.path': path.slice(0, longestText),
    'server.address': request.hostname?.slice(0, longestText),
    'server.port': socket.localPort,
    'client.address': request.ip,
    'network.protocol.version': httpVersion,
    'user_agent.original': request.get('user-agent')?.slice(0, longestText),
  };
}

function endOf(request: Request, response: Response, known: Attributes): SpanEnd {
  const { statusCode, headersSent, writableFinished } = response;
  const route = known['http.route'] as string | undefined;
  const method = known['http.request.method'] === '_OTHER' ? 'HTTP' : String(known['http.request.method']);
  return {
    name: route === undefined ? method : `${method} ${route}`,
    kind: 'server',
    attributes: {
      ...known,
      'http.response.status_code': headersSent ? statusCode : undefined,
      'tuneloop.request.id': requestIdOf(response),
      'tuneloop.owner': clientOf(request)?.id,
      'tuneloop.client_left': writableFinished ? undefined : true,
    },
    // By the conventions what a client did wrong is no error of the server's span.
    error: headersSent && statusCode >= 500 ? { type: String(statusCode) } : undefined,
  };
}

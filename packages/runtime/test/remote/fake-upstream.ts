import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeRequest {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
}

/** How a route answers. */
export type Answer = (request: FakeRequest, response: ServerResponse) => void | Promise<void>;

export interface FakeUpstream extends AsyncDisposable {
  url: string;
  /** All but those for the list of models and for empty bodies, which only ask whether a route exists. */
  requests: FakeRequest[];
  /** Requests whose client went away before the end of the answer. */
  aborted: number;
  /** Ends the connections and lets nobody in until `start`. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export interface FakeUpstreamOptions {
  ownedBy?: string;
  models?: object[];
  /** By path; what is not here is 404. */
  routes?: Record<string, Answer>;
}

/** A server on loopback that answers as its test tells it to. */
export async function startFakeUpstream(options: FakeUpstreamOptions = {}): Promise<FakeUpstream> {
  const { ownedBy = 'somebody', models = [{ id: 'model', owned_by: ownedBy }], routes = {} } = options;
  const requests: FakeRequest[] = [];
  const state = { aborted: 0 };
  const server = createServer((incoming, response) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => {
      const text = Buffer.concat(parts).toString();
      const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
      const request = { method: incoming.method ?? '', path: incoming.url ?? '', headers: incoming.headers, body };
      response.on('close', () => (state.aborted += response.writableFinished ? 0 : 1));
      const route = routes[request.path];
      if (route !== undefined && Object.keys(body).length > 0) {
        requests.push(request);
        void route(request, response);
      } else if (route !== undefined && request.method === 'POST') {
        sendJson(response, 400, { error: { message: 'The body is empty.' } });
      } else if (route !== undefined) {
        void route(request, response);
      } else if (request.path === '/v1/models') {
        sendJson(response, 200, { object: 'list', data: models });
      } else {
        sendJson(response, 404, { error: { message: 'There is no such route.' } });
      }
    });
  });
  let port = 0;
  const start = async (): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  };
  const stop = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
    if (server.listening) await once(server, 'close');
  };
  await start();
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    get aborted() {
      return state.aborted;
    },
    start,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

export function sendJson(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** A route that streams these events; strings go out as they are. */
export function streams(...events: (object | string)[]): Answer {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    for (const event of events)
      response.write(typeof event === 'string' ? event : `data: ${JSON.stringify(event)}\n\n`);
    response.end();
  };
}

export const done = 'data: [DONE]\n\n';

export function chunk(delta: object, more: object = {}): object {
  return { id: 'x', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: null, ...more }] };
}

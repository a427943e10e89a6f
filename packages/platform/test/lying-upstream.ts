import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a stand-in for an upstream fails; `well` answers "Yes.". */
export type UpstreamFault =
  | 'well'
  | 'hangs before its headers'
  | 'hangs after its headers'
  | 'hangs in mid-stream'
  | 'resets before its headers'
  | 'resets in mid-stream'
  | 'answers with a page'
  | 'calls a page a stream'
  | 'answers with other JSON'
  | 'streams what is no JSON'
  | 'ends in the middle of an event'
  | 'never says that it is done'
  | 'sends less than its content-length'
  | 'never stops'
  | 'fails in mid-stream';

export interface LyingUpstream extends AsyncDisposable {
  url: string;
  fault: UpstreamFault;
  /** Generations that it was asked for. */
  readonly asked: number;
}

const stream = { 'content-type': 'text/event-stream' };
const event = (value: object): string => `data: ${JSON.stringify(value)}\n\n`;
const piece = (content: string): string =>
  event({ id: 'x', object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content }, finish_reason: null }] });
const stop = event({
  id: 'x',
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
});

const faults: Readonly<Record<UpstreamFault, (response: ServerResponse) => void>> = {
  well: (response) => response.writeHead(200, stream).end(`${piece('Yes.')}${stop}data: [DONE]\n\n`),
  'hangs before its headers': () => undefined,
  'hangs after its headers': (response) => response.writeHead(200, stream).flushHeaders(),
  'hangs in mid-stream': (response) => response.writeHead(200, stream).write(piece('Ye')),
  'resets before its headers': (response) => response.socket?.resetAndDestroy(),
  'resets in mid-stream': (response) => {
    response.writeHead(200, stream).write(piece('Ye'), () => setTimeout(() => response.socket?.resetAndDestroy(), 20));
  },
  'answers with a page': (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Hello</h1>'),
  'calls a page a stream': (response) => response.writeHead(200, stream).end('<h1>Hello</h1>'),
  'answers with other JSON': (response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"hello":"world"}'),
  'streams what is no JSON': (response) => response.writeHead(200, stream).end('data: {"choices": [\n\n'),
  'ends in the middle of an event': (response) => response.writeHead(200, stream).end(`${piece('Ye')}data: {"cho`),
  'never says that it is done': (response) => response.writeHead(200, stream).end(piece('Ye')),
  'sends less than its content-length': (response) => {
    response.writeHead(200, { ...stream, 'content-length': '100000' }).write(piece('Ye'), () => {
      setTimeout(() => response.socket?.end(), 20);
    });
  },
  'never stops': (response) => {
    response.writeHead(200, stream);
    const timer = setInterval(() => response.write(piece('more ').repeat(20)), 1);
    response.once('close', () => clearInterval(timer));
  },
  'fails in mid-stream': (response) =>
    response.writeHead(200, stream).end(`${piece('Ye')}${event({ error: { message: 'out of memory', code: 500 } })}`),
};

export const upstreamFaults: readonly UpstreamFault[] = (Object.keys(faults) as UpstreamFault[]).filter(
  (fault) => fault !== 'well',
);

/** On loopback; lists its model as it should, whatever its fault. */
export async function startLyingUpstream(): Promise<LyingUpstream> {
  let asked = 0;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      response.on('error', () => undefined);
      const isList = request.url === '/v1/models';
      const list = { object: 'list', data: [{ id: 'model', owned_by: 'somebody' }] };
      if (isList) response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(list));
      else if (request.url !== '/v1/chat/completions') response.writeHead(404).end('{}');
      else if (Buffer.concat(parts).length < 3) response.writeHead(400).end('{"error":{"message":"empty"}}');
      else {
        asked += 1;
        faults[upstream.fault](response);
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const upstream: LyingUpstream = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fault: 'well',
    get asked() {
      return asked;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
  return upstream;
}

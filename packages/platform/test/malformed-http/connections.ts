import { chat, chatHead, get, greeting, head, ok, smuggled, type RawCase } from './raw-case.ts';

const drip = (text: string, pauseMs: number): (string | { pauseMs: number })[] =>
  text.split('').flatMap((byte) => [byte, { pauseMs }]);

const upgrade = (...headers: readonly string[]): string =>
  head('GET /v1/ws HTTP/1.1', ...ok, 'Connection: Upgrade', ...headers);
const socket = ['Upgrade: websocket', 'Sec-WebSocket-Version: 13'];

/** Slow, hasty and broken connections. The server gives 1 s for headers and 1.5 s for a request here. */
export const connections: readonly RawCase[] = [
  { name: 'nothing is sent', send: [], answers: [[408]], after: 'closed' },
  { name: 'half of a request line', send: ['GET /hea'], answers: [408], after: 'closed' },
  {
    name: 'headers that drip',
    send: [`GET /health/live HTTP/1.1\r\nHost: {host}\r\n`, ...drip('X-A: bcdefghijklmnopqrstuvwxyz', 100)],
    answers: [408],
    after: 'closed',
  },
  {
    name: 'a body that drips',
    send: [chatHead('Content-Length: 60'), ...drip('{"messages":[{"role":"user"', 100)],
    answers: [408],
    after: 'closed',
  },
  {
    name: 'a chunk that drips',
    send: [chatHead('Transfer-Encoding: chunked'), '20\r\n', ...drip('{"messages":[{"role":"user"', 100)],
    answers: [408],
    after: 'closed',
  },
  {
    name: 'a form that drips',
    send: [
      head('POST /v1/files HTTP/1.1', ...ok, 'Content-Type: multipart/form-data; boundary=b', 'Content-Length: 600'),
      '--b\r\n',
      ...drip('Content-Disposition: form-', 100),
    ],
    answers: [408],
    after: 'closed',
  },
  {
    name: 'half of a body, and no more',
    send: [chatHead('Content-Length: 60'), '{"mess'],
    answers: [408],
    after: 'closed',
  },
  {
    name: 'half of a body, then the end',
    send: [chatHead('Content-Length: 60'), '{"mess'],
    end: 'half-close',
    answers: [[400]],
    after: 'closed',
  },
  {
    name: 'half of a body, then a reset',
    send: [chatHead('Content-Length: 60'), '{"mess'],
    end: 'reset',
    answers: [],
    after: 'closed',
  },
  {
    name: 'half of a form, then a reset',
    send: [
      head('POST /v1/files HTTP/1.1', ...ok, 'Content-Type: multipart/form-data; boundary=b', 'Content-Length: 600'),
      '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nx',
    ],
    end: 'reset',
    answers: [],
    after: 'closed',
  },
  { name: 'a request, then a reset', send: chat(greeting), end: 'reset', answers: [], after: 'closed' },
  {
    name: 'a request, then the end of what is sent',
    send: [get('/health/live')],
    end: 'half-close',
    answers: [200],
    after: 'closed',
  },
  {
    name: 'fifty requests at once',
    send: [get('/health/live').repeat(50)],
    answers: Array.from({ length: 50 }, () => 200),
    after: 'open',
  },
  {
    name: 'a request that is none after one that is',
    send: [get('/health/live'), 'BAD\r\n\r\n'],
    answers: [200, 400],
    mayMiss: true,
    after: 'closed',
  },
  {
    name: 'a request after one that is none',
    send: [`BAD / HTTP/1.1\r\n\r\n${smuggled}`],
    answers: [400],
    after: 'closed',
  },
  {
    name: 'a request after the last one',
    send: [get('/health/live', 'Connection: close') + smuggled],
    answers: [200],
    after: 'closed',
  },
  {
    name: 'a request after one with a wrong key',
    send: [head('GET /v1/models HTTP/1.1', 'Host: {host}', 'Authorization: Bearer x') + get('/v1/models')],
    answers: [401, 200],
  },
  {
    name: 'a request without a key after one with it',
    send: [get('/v1/models') + head('GET /v1/models HTTP/1.1', 'Host: {host}')],
    answers: [200, 401],
  },
  {
    name: 'an upgrade to h2c',
    send: [
      get('/health/live', 'Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'),
    ],
    answers: [[200, 400]],
  },
  { name: 'an upgrade to nothing', send: [get('/health/live', 'Connection: Upgrade')], answers: [200] },
  {
    name: 'a WebSocket without its key',
    send: [upgrade(...socket)],
    answers: [[400, 426]],
    after: 'closed',
    isPlain: true,
  },
  {
    name: 'a WebSocket with a broken key',
    send: [upgrade(...socket, 'Sec-WebSocket-Key: x')],
    answers: [[400, 426]],
    after: 'closed',
    isPlain: true,
  },
  {
    name: 'a WebSocket of another version',
    send: [upgrade('Upgrade: websocket', 'Sec-WebSocket-Version: 99', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==')],
    answers: [[400, 426]],
    after: 'closed',
    isPlain: true,
  },
  {
    name: 'a WebSocket elsewhere',
    send: [get('/v1/models', 'Connection: Upgrade', ...socket, 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==')],
    answers: [[200, 400, 404, 426]],
  },
  {
    name: 'a WebSocket by POST',
    send: [
      upgrade(...socket, 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', 'Content-Length: 0').replace('GET', 'POST'),
    ],
    answers: [[400, 405, 426]],
    after: 'closed',
    isPlain: true,
  },
  {
    name: 'a WebSocket without an API key',
    send: [
      head(
        'GET /v1/ws HTTP/1.1',
        'Host: {host}',
        'Connection: Upgrade',
        ...socket,
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      ),
    ],
    // It may be in the first message.
    answers: [101],
    after: 'open',
  },
  {
    name: 'a request behind an upgrade that is refused',
    send: [upgrade(...socket) + smuggled],
    answers: [[400, 426]],
    after: 'closed',
    isPlain: true,
  },
];

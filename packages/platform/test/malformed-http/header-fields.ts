import { get, head, type RawCase } from './raw-case.ts';

const refused = { answers: [400], after: 'closed' } as const;
const key = 'Authorization: Bearer k';
const live = 'GET /health/live HTTP/1.1';

export const headerFields: readonly RawCase[] = [
  { name: 'no Host', send: [head(live, key)], ...refused, isPlain: true },
  { name: 'an empty Host', send: [head(live, 'Host:', key)], answers: [[400, 403]] },
  { name: 'a foreign Host', send: [head(live, 'Host: evil.example', key)], answers: [403] },
  {
    name: 'two Hosts, the foreign one last',
    send: [head(live, 'Host: {host}', 'Host: evil.example')],
    answers: [[400, 403]],
  },
  {
    name: 'two Hosts, the foreign one first',
    send: [head(live, 'Host: evil.example', 'Host: {host}')],
    answers: [[400, 403]],
  },
  { name: 'a list of Hosts', send: [head(live, 'Host: {host}, evil.example')], answers: [[400, 403]] },
  { name: 'a path in Host', send: [head(live, 'Host: {host}/../x')], answers: [[400, 403]] },
  { name: 'a user in Host', send: [head(live, 'Host: {host}@evil.example')], answers: [[400, 403]] },
  { name: 'a port out of range in Host', send: [head(live, 'Host: 127.0.0.1:99999999')], answers: [[200, 400, 403]] },
  { name: 'a zero byte in Host', send: [head(live, 'Host: {host}\x00evil')], ...refused },
  { name: 'a space before the colon', send: [get('/health/live', 'X-A : b')], ...refused },
  {
    name: 'a space before the colon of Content-Length',
    send: [get('/health/live', 'Content-Length : 5'), 'hello'],
    ...refused,
  },
  { name: 'no colon', send: [get('/health/live', 'nonsense')], ...refused },
  { name: 'no name', send: [get('/health/live', ': b')], ...refused },
  { name: 'a zero byte in a value', send: [get('/health/live', 'X-A: b\x00c')], ...refused },
  { name: 'a bare CR in a value', send: [get('/health/live', 'X-A: b\rX-B: c')], ...refused },
  { name: 'a control character in a name', send: [get('/health/live', 'X\x01A: b')], ...refused },
  { name: 'bytes above ASCII in a name', send: [get('/health/live', 'X-\xc3\xa9: b')], ...refused },
  { name: 'bytes above ASCII in a value', send: [get('/health/live', 'X-A: \xff\xfe\xc3')], answers: [200] },
  { name: 'bare LF for line ends', send: ['GET /health/live HTTP/1.1\nHost: {host}\n\n'], answers: [[200, 400]] },
  { name: 'a value that goes on on the next line', send: [get('/health/live', 'X-A: b\r\n c')], answers: [[200, 400]] },
  {
    name: 'Content-Length that goes on on the next line',
    send: [get('/health/live', 'Content-Length:\r\n 5'), 'hello'],
    answers: [[200, 400]],
  },
  {
    name: 'headers of 20 kB',
    send: [get('/health/live', `X-A: ${'b'.repeat(20_000)}`)],
    answers: [431],
    after: 'closed',
  },
  {
    name: 'a name of 20 kB',
    send: [get('/health/live', `X-${'b'.repeat(20_000)}: a`)],
    answers: [431],
    after: 'closed',
  },
  {
    name: 'a flood of headers',
    send: [live, '\r\nHost: {host}\r\n', { bytes: 'a: b\r\n'.repeat(100), times: 5000 }],
    answers: [431],
    after: 'closed',
  },
  {
    name: 'a flood of headers below the limit of bytes',
    send: [get('/health/live', ...Array.from({ length: 2500 }, (_, index) => `x:${index % 10}`))],
    answers: [[200, 431]],
  },
  {
    name: '8 MB in one header',
    send: [live, '\r\nX: ', { bytes: 'b'.repeat(65_536), times: 128 }],
    answers: [[400, 431]],
    after: 'closed',
  },
  { name: 'the prototype as headers', send: [get('/health/live', '__proto__: x', 'constructor: y')], answers: [200] },
  {
    name: 'two keys, the wrong one first',
    send: [head('GET /v1/models HTTP/1.1', 'Host: {host}', 'Authorization: Bearer x', key)],
    answers: [[400, 401]],
  },
  {
    name: 'a key of 10 kB',
    send: [head('GET /v1/models HTTP/1.1', 'Host: {host}', `Authorization: Bearer ${'k'.repeat(10_000)}`)],
    answers: [401],
  },
  {
    name: 'a key of bytes',
    send: [head('GET /v1/models HTTP/1.1', 'Host: {host}', 'Authorization: Bearer \xff\xfe\x80')],
    answers: [401],
  },
  {
    name: 'a key without its scheme',
    send: [head('GET /v1/models HTTP/1.1', 'Host: {host}', 'Authorization: k')],
    answers: [401],
  },
  {
    name: 'a key in the query',
    send: [head('GET /v1/models?api_key=k&authorization=Bearer%20k HTTP/1.1', 'Host: {host}')],
    answers: [401],
  },
  {
    name: 'a proxy that nobody configured',
    send: [head(live, 'Host: evil.example', 'X-Forwarded-Host: {host}', 'Forwarded: host={host}')],
    answers: [403],
  },
  {
    name: 'a method that another header says',
    send: [get('/v1/keys/k', 'X-HTTP-Method-Override: DELETE', 'X-HTTP-Method: DELETE')],
    answers: [[404, 405]],
  },
  {
    name: 'another path in a header',
    send: [get('/health/live', 'X-Original-URL: /v1/keys', 'X-Rewrite-URL: /v1/keys')],
    answers: [200],
  },
  {
    name: 'Connection names the key',
    send: [head('GET /v1/models HTTP/1.1', 'Host: {host}', key, 'Connection: close, authorization')],
    answers: [200],
    after: 'closed',
  },
  {
    name: 'an unknown Expect',
    send: [get('/health/live', 'Expect: the-unexpected')],
    answers: [[200, 417]],
    isPlain: true,
  },
  {
    name: 'Range without end',
    send: [get('/openapi.json', `Range: bytes=${'0-,'.repeat(2000)}`)],
    answers: [[200, 206, 416]],
  },
  {
    name: 'Accept-Encoding of nonsense',
    send: [get('/openapi.json', `Accept-Encoding: ${'gzip;q=0.1,'.repeat(500)}`)],
    answers: [200],
  },
  { name: 'cookies of nonsense', send: [get('/health/live', `Cookie: ${'a=b;'.repeat(3000)}`)], answers: [200] },
];

import { chat, chatHead, get, greeting, smuggled, type RawCase } from './raw-case.ts';

const refused = { answers: [400], after: 'closed' } as const;
const chunked = 'Transfer-Encoding: chunked';
const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
const whole = `${chunk(greeting)}0\r\n\r\n`;

/** Where a body ends: two readers that disagree about it let one client's bytes become another's request. */
export const framing: readonly RawCase[] = [
  {
    name: 'Content-Length and Transfer-Encoding',
    send: [chatHead('Content-Length: 6', chunked), `0\r\n\r\n${smuggled}`],
    ...refused,
  },
  {
    name: 'Transfer-Encoding and Content-Length',
    send: [chatHead(chunked, 'Content-Length: 6'), `0\r\n\r\n${smuggled}`],
    ...refused,
  },
  {
    name: 'two Content-Lengths that differ',
    send: [chatHead('Content-Length: 0', 'Content-Length: 60'), smuggled],
    ...refused,
  },
  {
    name: 'the same Content-Length twice',
    send: [chatHead('Content-Length: 2', 'Content-Length: 2'), `{}${smuggled}`],
    ...refused,
  },
  { name: 'a list of Content-Lengths', send: [chatHead('Content-Length: 2, 2'), `{}${smuggled}`], ...refused },
  ...['-1', '+2', '0x2', '2.0', '2 2', '1e1', '', '99999999999999999999999', '\xb2'].map((length) => ({
    name: `Content-Length of "${length}"`,
    send: [chatHead(`Content-Length: ${length}`), `{}${smuggled}`],
    ...refused,
  })),
  { name: 'chunks twice', send: [chatHead(chunked, chunked), whole], answers: [[200, 400]] },
  ...[
    'xchunked',
    'identity',
    'chunked, identity',
    'gzip',
    '\x0bchunked',
    'chunked\x00',
    '"chunked"',
    'chunked;q=1',
  ].map((encoding) => ({
    name: `Transfer-Encoding of ${JSON.stringify(encoding)}`,
    send: [chatHead(`Transfer-Encoding: ${encoding}`), `0\r\n\r\n${smuggled}`],
    ...refused,
  })),
  {
    name: 'gzip in chunks',
    send: [chatHead('Transfer-Encoding: gzip, chunked'), whole],
    answers: [[200, 400, 415, 501]],
  },
  {
    name: 'Transfer-Encoding with a space before the colon',
    send: [chatHead('Transfer-Encoding : chunked'), `0\r\n\r\n${smuggled}`],
    ...refused,
  },
  {
    name: 'Transfer-Encoding that goes on on the next line',
    send: [chatHead('Transfer-Encoding:\r\n chunked'), whole],
    answers: [[200, 400]],
  },
  {
    name: 'chunks in HTTP/1.0',
    send: [chatHead(chunked).replace('HTTP/1.1', 'HTTP/1.0'), whole],
    answers: [[200, 400]],
    after: 'closed',
  },
  { name: 'a chunk size of letters', send: [chatHead(chunked), `zz\r\n${smuggled}`], ...refused },
  { name: 'a negative chunk size', send: [chatHead(chunked), `-1\r\n${smuggled}`], ...refused },
  { name: 'a chunk size with a sign', send: [chatHead(chunked), `+2\r\n{}\r\n0\r\n\r\n${smuggled}`], ...refused },
  { name: 'a chunk size with 0x', send: [chatHead(chunked), `0x2\r\n{}\r\n0\r\n\r\n${smuggled}`], ...refused },
  {
    name: 'a chunk size of 64 bits',
    send: [chatHead(chunked), `ffffffffffffffff\r\n${smuggled}`],
    answers: [[400, 408, 413]],
    after: 'closed',
  },
  {
    name: 'a chunk size that overflows',
    send: [chatHead(chunked), `10000000000000002\r\n{}\r\n0\r\n\r\n${smuggled}`],
    ...refused,
  },
  {
    name: 'a chunk size of 1 GB',
    send: [chatHead(chunked), `40000000\r\n${'x'.repeat(1000)}`],
    end: 'half-close',
    answers: [400],
    after: 'closed',
  },
  { name: 'an empty chunk size', send: [chatHead(chunked), `\r\n\r\n${smuggled}`], ...refused },
  { name: 'a chunk without its end', send: [chatHead(chunked), `2\r\n{}x\r\n0\r\n\r\n${smuggled}`], ...refused },
  { name: 'a chunk that ends in LF', send: [chatHead(chunked), `2\n{}\n0\n\n${smuggled}`], ...refused },
  {
    name: 'an extension of a chunk',
    send: [chatHead(chunked), `${greeting.length.toString(16)};a="b"\r\n${greeting}\r\n0\r\n\r\n`],
    answers: [200],
  },
  { name: 'a line end in an extension', send: [chatHead(chunked), `2;a\n\r\n{}\r\n0\r\n\r\n${smuggled}`], ...refused },
  {
    name: 'an extension of 8 MB',
    send: [chatHead(chunked), '1;', { bytes: 'a'.repeat(65_536), times: 128 }],
    answers: [[400, 413]],
    after: 'closed',
  },
  {
    name: 'many extensions',
    send: [chatHead(chunked), { bytes: `1;${'a'.repeat(1000)}\r\nx\r\n`, times: 100 }],
    answers: [[400, 408, 413]],
    after: 'closed',
  },
  {
    name: 'one byte a chunk, without end',
    send: [chatHead(chunked), { bytes: '1\r\nx\r\n'.repeat(5000), times: 60 }],
    answers: [[408, 413]],
  },
  {
    name: 'trailers that name another host and key',
    send: [
      chatHead(chunked),
      `${chunk(greeting)}0\r\nHost: evil.example\r\nAuthorization: Bearer x\r\nContent-Length: 5\r\n\r\n`,
    ],
    answers: [[200, 400]],
  },
  {
    name: 'trailers of 8 MB',
    send: [chatHead(chunked), `${chunk(greeting)}0\r\n`, { bytes: `X: ${'a'.repeat(65_536)}\r\n`, times: 128 }],
    answers: [[400, 431]],
    after: 'closed',
  },
  {
    name: 'trailers without end',
    send: [chatHead(chunked), `${chunk(greeting)}0\r\n`, { bytes: 'x: y\r\n', times: 20_000 }],
    answers: [[400, 431]],
    after: 'closed',
  },
  {
    name: 'no last chunk',
    send: [chatHead(chunked), chunk(greeting)],
    end: 'half-close',
    answers: [[400]],
    after: 'closed',
  },
  { name: 'a body of a GET', send: [get('/health/live', 'Content-Length: 4'), 'x=y&'], answers: [200] },
  {
    name: 'a request in the body of a GET',
    send: [get('/health/live', `Content-Length: ${smuggled.length}`), smuggled],
    answers: [200],
  },
  {
    name: 'a body without its length',
    send: [chatHead(), smuggled.replace('/v1/smuggled', '/v1/other')],
    answers: [400, [400, 404]],
  },
  {
    name: 'bytes after a body',
    send: [...chat(greeting), 'garbage\r\n\r\n'],
    answers: [200, 400],
    mayMiss: true,
    after: 'closed',
  },
  {
    name: 'Expect: 100-continue',
    send: [chatHead('Expect: 100-continue', `Content-Length: ${greeting.length}`), { pauseMs: 30 }, greeting],
    answers: [200],
    after: 'open',
  },
  {
    name: 'Expect: 100-continue and no body',
    send: [chatHead('Expect: 100-continue', 'Content-Length: 2')],
    end: 'half-close',
    answers: [[400]],
    after: 'closed',
  },
];

import { gzipSync } from 'node:zlib';
import { chat, chatHead, greeting, head, ok, type RawCase } from './raw-case.ts';

const bomb = gzipSync(Buffer.alloc(32 * 1024 * 1024, 'a'), { level: 9 });
const message = (content: string): string => `{"messages":[{"role":"user","content":${content}}]}`;

const form = (type: string, ...body: readonly string[]): (string | Buffer)[] => {
  const bytes = Buffer.from(body.join('\r\n'), 'latin1');
  return [head('POST /v1/files HTTP/1.1', ...ok, `Content-Type: ${type}`, `Content-Length: ${bytes.length}`), bytes];
};
const multipart = 'multipart/form-data; boundary=b';
const part = (name: string, filename: string, text: string): string[] => [
  '--b',
  `Content-Disposition: form-data; name="${name}"; filename="${filename}"`,
  '',
  text,
];
const purpose = ['--b', 'Content-Disposition: form-data; name="purpose"', '', 'batch'];

export const bodies: readonly RawCase[] = [
  { name: 'an empty body', send: chat(''), answers: [400] },
  { name: 'no JSON', send: chat('{'), answers: [400] },
  { name: 'an array', send: chat('[]'), answers: [400] },
  { name: 'null', send: chat('null'), answers: [400] },
  { name: 'a mark of byte order', send: chat(`\xef\xbb\xbf${greeting}`), answers: [[200, 400]] },
  { name: 'bytes that are no UTF-8', send: chat(message('"\xff\xfe"')), answers: [400] },
  { name: 'zero bytes', send: chat('\x00'.repeat(1000)), answers: [400] },
  { name: 'an escaped zero byte', send: chat(message('"\\u0000"')), answers: [200] },
  { name: 'half of a surrogate pair', send: chat(message('"\\ud800"')), answers: [[200, 400]] },
  { name: '200 000 brackets', send: chat('['.repeat(200_000)), answers: [400] },
  { name: 'objects in objects', send: chat(`${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`), answers: [400] },
  { name: 'a number out of range', send: chat(greeting.replace('{', '{"temperature":1e999,')), answers: [400] },
  {
    name: 'a number of 100 000 digits',
    send: chat(greeting.replace('{', `{"seed":${'9'.repeat(100_000)},`)),
    answers: [400],
  },
  { name: 'a key twice', send: chat(greeting.replace('{', '{"model":"nowhere","model":"scripted",')), answers: [200] },
  {
    name: '__proto__',
    send: chat(greeting.replace('{', '{"__proto__":{"stream":true,"admin":true},')),
    answers: [[200, 400]],
  },
  {
    name: 'constructor.prototype',
    send: chat(greeting.replace('{', '{"constructor":{"prototype":{"stream":true}},')),
    answers: [[200, 400]],
  },
  {
    name: 'a body beyond the limit',
    send: [chatHead('Content-Length: 900000000'), { bytes: 'x'.repeat(65_536), times: 160 }],
    end: 'half-close',
    answers: [[400, 413]],
    after: 'closed',
  },
  { name: 'a gzip bomb', send: chat(bomb, 'Content-Encoding: gzip'), answers: [415] },
  ...['deflate', 'br', 'zstd', 'x-nonsense', 'gzip, gzip, gzip'].map((encoding) => ({
    name: `Content-Encoding of ${encoding}`,
    send: chat(greeting, `Content-Encoding: ${encoding}`),
    answers: [415],
  })),
  ...[
    'text/plain',
    'application/xml',
    'application/json-but-not',
    'application/json; charset=utf-16',
    '\xff/\x80',
    '',
  ].map((type) => ({
    name: `Content-Type of ${JSON.stringify(type)}`,
    send: [
      head('POST /v1/chat/completions HTTP/1.1', ...ok, `Content-Type: ${type}`, `Content-Length: ${greeting.length}`),
      greeting,
    ],
    answers: [415],
  })),
  { name: 'a form without its boundary', send: form('multipart/form-data', 'x'), answers: [[400, 415]] },
  {
    name: 'a form with an empty boundary',
    send: form('multipart/form-data; boundary=', '--', 'x'),
    answers: [[400, 415]],
  },
  {
    name: 'a form with a boundary of 10 kB',
    send: form(`multipart/form-data; boundary=${'b'.repeat(10_000)}`, 'x'),
    answers: [400],
  },
  { name: 'a form without parts', send: form(multipart, '--b--', ''), answers: [400] },
  {
    name: 'a form without its end',
    send: form(multipart, ...purpose, ...part('file', 'a.jsonl', '{}')),
    answers: [400],
  },
  { name: 'a form with nothing in it', send: form(multipart, ''), answers: [400] },
  {
    name: 'a part without its name',
    send: form(multipart, '--b', 'Content-Disposition: form-data', '', 'x', '--b--', ''),
    answers: [400],
  },
  {
    name: 'a part with headers of 1 MB',
    send: form(multipart, '--b', `X: ${'a'.repeat(1_000_000)}`, '', 'x', '--b--', ''),
    answers: [400],
  },
  {
    name: 'a form of 5000 fields',
    send: form(multipart, ...Array.from({ length: 5000 }, () => purpose).flat(), '--b--', ''),
    answers: [400],
  },
  {
    name: 'a field of 1 MB',
    send: form(
      multipart,
      '--b',
      'Content-Disposition: form-data; name="purpose"',
      '',
      'x'.repeat(1_000_000),
      '--b--',
      '',
    ),
    answers: [400],
  },
  {
    name: 'two files',
    send: form(multipart, ...purpose, ...part('file', 'a', 'x'), ...part('file', 'b', 'y'), '--b--', ''),
    answers: [400],
  },
  {
    name: 'a form in a form',
    send: form(
      multipart,
      '--b',
      'Content-Disposition: form-data; name="file"',
      'Content-Type: multipart/mixed; boundary=c',
      '',
      '--c',
      '',
      'x',
      '--c--',
      '--b--',
      '',
    ),
    answers: [400],
  },
  {
    name: 'the prototype as fields',
    send: form(
      multipart,
      '--b',
      'Content-Disposition: form-data; name="__proto__"',
      '',
      'x',
      ...purpose,
      ...part('file', 'a', 'x'),
      '--b--',
      '',
    ),
    answers: [[200, 400]],
  },
  ...['../../../etc/passwd', '..\\..\\x', 'a\x00b', '/etc/passwd', 'C:\\x', 'a'.repeat(5000), '\xff\xfe'].map(
    (filename) => ({
      name: `a file called ${JSON.stringify(filename.slice(0, 20))}`,
      send: form(multipart, ...purpose, ...part('file', filename, '{}'), '--b--', ''),
      answers: [[200, 400]],
    }),
  ),
];

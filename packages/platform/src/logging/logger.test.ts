import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { Secret } from '../config/secret.ts';
import { createLogger } from './logger.ts';

function collect(isTTY: boolean): { destination: Writable & { isTTY: boolean }; text: () => string } {
  let text = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  return { destination: Object.assign(stream, { isTTY }), text: () => stripVTControlCharacters(text) };
}

describe('the format', () => {
  test.each([
    ['auto', true, 'pretty'],
    ['auto', false, 'json'],
    ['json', true, 'json'],
    ['pretty', false, 'pretty'],
  ] as const)('%s on a terminal (%s) is %s', (format, isTTY, expected) => {
    const { destination, text } = collect(isTTY);
    createLogger({ level: 'info', format, destination }).info({ port: 8000, path: '/a b' }, 'listening');
    if (expected === 'pretty') expect(text()).toMatch(/^\d\d:\d\d:\d\d listening port=8000 path="\/a b"\n$/);
    else expect(JSON.parse(text())).toMatchObject({ level: 'info', msg: 'listening', port: 8000 });
  });

  test('levels below the configured one are left out', () => {
    const { destination, text } = collect(false);
    const logger = createLogger({ level: 'warn', format: 'json', destination });
    logger.info('unseen');
    logger.warn('seen');
    expect(text()).toContain('"seen"');
    expect(text()).not.toContain('unseen');
  });

  test('people get times without places that nobody reads, programs get them all', () => {
    const times = { queueMs: 0.6485119999997551, totalMs: 509.60528200000044, tokens: 8 };
    const pretty = collect(true);
    createLogger({ level: 'info', format: 'pretty', destination: pretty.destination }).info(times, 'generation');
    expect(pretty.text()).toContain('queueMs=0.65 totalMs=510 tokens=8');
    const json = collect(false);
    createLogger({ level: 'info', format: 'json', destination: json.destination }).info(times, 'generation');
    expect(JSON.parse(json.text())).toMatchObject(times);
  });

  test('an error shows its stack to people', () => {
    const { destination, text } = collect(true);
    createLogger({ level: 'info', format: 'auto', destination }).error({ err: new Error('broken') }, 'failed');
    expect(text()).toMatch(/error failed\nError: broken\n\s+at /);
  });
});

test('keys and prompts are redacted wherever they turn up', () => {
  const { destination, text } = collect(false);
  const logger = createLogger({ level: 'info', format: 'json', destination });
  const hush = 'xylophone';
  logger.info(
    {
      authorization: hush,
      apiKey: hush,
      config: { token: hush },
      request: { headers: { cookie: hush } },
      prompt: hush,
    },
    'a mistake',
  );
  logger.info({ body: { messages: [{ content: hush }] }, secret: new Secret(hush) }, 'another');
  expect(text()).toContain('[redacted]');
  expect(text()).not.toContain(hush);
});

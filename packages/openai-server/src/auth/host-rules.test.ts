import { hostname } from 'node:os';
import { describe, expect, test } from 'vitest';
import { allowedHostSchema, createHostRules } from './host-rules.ts';

describe('a server on the loopback interface', () => {
  const allowed = ['llm:8000', 'chat.example', 'plain:80'];
  const rules = createHostRules({ allowedHosts: allowed, allowedOrigins: [...allowed, 'chrome-extension://mine'] });

  test.each([
    ['localhost:8000', true],
    ['127.0.0.1:8000', true],
    ['[::1]:8000', true],
    ['[0:0:0:0:0:0:0:1]', true],
    ['[::ffff:127.0.0.1]:8000', true],
    ['app.localhost', true],
    ['llm:8000', true],
    ['LLM:8000', true],
    ['llm:9000', false],
    ['chat.example', true],
    ['chat.example:443', true],
    // Browsers leave a scheme's own port out.
    ['plain', true],
    ['plain:8080', false],
    ['evil.example', false],
    ['localhost.evil.example', false],
    ['127.0.0.1.evil.example', false],
    ['192.168.1.5:8000', false],
    ['[::2]:8000', false],
    ['[::ffff:192.168.1.5]', false],
    [hostname(), hostname() === 'localhost'],
    ['user@localhost', false],
    ['localhost/evil', false],
    ['', false],
    [undefined, false],
  ])('Host %s: %s', (host, expected) => {
    expect(rules.allowsHost(host)).toBe(expected);
  });

  test.each([
    ['http://localhost:5173', 'localhost:8000', true],
    ['http://llm:8000', 'llm:8000', true],
    ['https://llm:8000', 'localhost:8000', true],
    ['http://llm:3000', 'localhost:8000', false],
    ['https://chat.example', 'chat.example', true],
    ['http://chat.example:3000', 'localhost:8000', true],
    ['http://plain', 'localhost:8000', true],
    ['https://plain', 'localhost:8000', false],
    ['https://evil.example', 'localhost:8000', false],
    // A Host that is not ours is refused before its Origin matters.
    ['http://evil.example', 'evil.example', true],
    ['http://evil.example:80', 'evil.example', true],
    ['https://evil.example', 'evil.example:443', true],
    ['http://evil.example:1', 'evil.example:2', false],
    ['http://evil.example', undefined, false],
    ['null', 'localhost:8000', false],
    ['file://', 'localhost:8000', false],
    ['chrome-extension://abc', 'localhost:8000', false],
    ['chrome-extension://mine', 'localhost:8000', true],
  ])('Origin %s for Host %s: %s', (origin, host, expected) => {
    expect(rules.allowsOrigin(origin, host)).toBe(expected);
  });
});

describe('a public server', () => {
  const rules = createHostRules({ listenHost: '0.0.0.0' });

  test.each([
    ['192.168.1.5:8000', true],
    ['[2001:db8::1]:8000', true],
    [hostname(), true],
    ['evil.example', false],
    ['192.168.1.5.evil.example', false],
  ])('Host %s: %s', (host, expected) => {
    expect(rules.allowsHost(host)).toBe(expected);
  });

  test('the name that it listens on is its own', () => {
    expect(createHostRules({ listenHost: 'Server.example' }).allowsHost('server.example:8000')).toBe(true);
  });

  test('its own page may call it, one at another address may not', () => {
    expect(rules.allowsOrigin('http://192.168.1.5:8000', '192.168.1.5:8000')).toBe(true);
    expect(rules.allowsOrigin('http://192.168.1.6', '192.168.1.5:8000')).toBe(false);
  });
});

test('a host that may be called is no origin that may call, unless it is named as one', () => {
  const rules = createHostRules({ allowedHosts: ['llm', '*'] });
  expect(rules.allowsOrigin('http://llm', 'localhost:8000')).toBe(false);
});

test('"*" allows every name, and every page of the web', () => {
  const rules = createHostRules({ listenHost: '0.0.0.0', allowedHosts: ['*'], allowedOrigins: ['*'] });
  expect(rules.allowsHost('anything.example')).toBe(true);
  expect(rules.allowsHost(undefined)).toBe(false);
  expect(rules.allowsOrigin('https://anything.example', 'localhost')).toBe(true);
  expect(rules.allowsOrigin('null', 'localhost')).toBe(false);
});

test.each([
  [{ allowedHosts: ['http://llm'] }],
  [{ allowedHosts: ['a b'] }],
  [{ allowedOrigins: ['app/path'] }],
  [{ allowedOrigins: ['app@example'] }],
])('%j is a mistake', (options) => {
  expect(() => createHostRules(options)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }) as Error);
});

test.each([
  ['llm', true],
  ['llm:8000', true],
  ['[::1]:8000', true],
  ['*', true],
  ['http://llm', false],
  ['', false],
])('"%s" is an entry of a list of hosts: %s', (entry, expected) => {
  expect(allowedHostSchema.safeParse(entry).success).toBe(expected);
});

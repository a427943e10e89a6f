import { hostname } from 'node:os';
import { describe, expect, test } from 'vitest';
import { createHostRules } from './host-rules.ts';

describe('a server on the loopback interface', () => {
  const rules = createHostRules({ listenHost: '127.0.0.1', allowedHosts: ['llm:8000', 'chat.example'] });

  test.each([
    ['localhost:8000', true],
    ['127.0.0.1:8000', true],
    ['[::1]:8000', true],
    ['app.localhost', true],
    ['llm:8000', true],
    ['LLM:8000', true],
    ['llm:9000', false],
    ['chat.example', true],
    ['chat.example:443', true],
    ['evil.example', false],
    ['localhost.evil.example', false],
    ['127.0.0.1.evil.example', false],
    ['192.168.1.5:8000', false],
    ['user@localhost', false],
    ['', false],
    [undefined, false],
  ])('Host %s: %s', (host, expected) => {
    expect(rules.allowsHost(host)).toBe(expected);
  });

  test.each([
    ['http://localhost:5173', 'localhost:8000', true],
    ['http://llm:8000', 'llm:8000', true],
    ['https://chat.example', 'chat.example', true],
    ['https://evil.example', 'localhost:8000', false],
    ['http://evil.example', 'evil.example', true],
    ['null', 'localhost:8000', false],
    ['file://', 'localhost:8000', false],
    ['chrome-extension://abc', 'localhost:8000', false],
  ])('Origin %s for Host %s: %s', (origin, host, expected) => {
    // A Host that is not ours is refused before its Origin matters.
    expect(rules.allowsOrigin(origin, host)).toBe(expected);
  });
});

describe('a public server', () => {
  const rules = createHostRules({ listenHost: '0.0.0.0', allowedHosts: [] });

  test.each([
    ['192.168.1.5:8000', true],
    ['[2001:db8::1]:8000', true],
    [hostname(), true],
    ['evil.example', false],
  ])('Host %s: %s', (host, expected) => {
    expect(rules.allowsHost(host)).toBe(expected);
  });

  test('its own page may call it, one at another address may not', () => {
    expect(rules.allowsOrigin('http://192.168.1.5:8000', '192.168.1.5:8000')).toBe(true);
    expect(rules.allowsOrigin('http://192.168.1.6', '192.168.1.5:8000')).toBe(false);
  });
});

test('"*" allows every name', () => {
  const rules = createHostRules({ listenHost: '0.0.0.0', allowedHosts: ['*'] });
  expect(rules.allowsHost('anything.example')).toBe(true);
  expect(rules.allowsOrigin('https://anything.example', 'localhost')).toBe(true);
});

import { expect, test } from 'vitest';
import { normalizeBaseUrl } from './server-url.ts';

test.each([
  ['http://localhost:8000', 'http://localhost:8000/v1'],
  ['http://localhost:8000/', 'http://localhost:8000/v1'],
  ['http://localhost:8000/v1/', 'http://localhost:8000/v1'],
  ['https://example.org/api/v3', 'https://example.org/api/v3'],
])('%s means %s', (text, baseUrl) => {
  expect(normalizeBaseUrl(text)).toBe(baseUrl);
});

test.each(['localhost:8000', 'ftp://x', ''])('%j is refused', (text) => {
  expect(() => normalizeBaseUrl(text)).toThrow('is not the address of a server');
});

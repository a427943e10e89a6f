import { TuneloopError } from '@tuneloop/protocol';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AuthenticatedClient, Authenticator } from './authenticator.ts';
import { keyUsesOf, KeyUses } from './key-uses.ts';

const client: AuthenticatedClient = { id: 'key_1', scopes: ['chat', 'data'] };
let answer: () => AuthenticatedClient | undefined;
let asked: string[];
const authenticate: Authenticator = (token) => {
  asked.push(token);
  return answer();
};

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  answer = () => client;
});
afterEach(() => void vi.useRealTimers());

test.each<[string, () => AuthenticatedClient | undefined, object]>([
  ['revoked', () => undefined, { code: 'UNAUTHORIZED' }],
  ['narrowed', () => ({ ...client, scopes: ['chat'] }), { code: 'FORBIDDEN', details: { scope: 'data' } }],
  [
    'expired',
    () => {
      throw new TuneloopError('UNAUTHORIZED', 'It expired.');
    },
    { code: 'UNAUTHORIZED', message: 'It expired.' },
  ],
])('a key that is %s ends what goes on by it, at the next look', async (_, later, reason) => {
  const uses = new KeyUses(authenticate);
  const use = uses.begin('tl-1', client);
  await vi.advanceTimersByTimeAsync(1000);
  expect(use.signal.aborted).toBe(false);
  answer = later;
  await vi.advanceTimersByTimeAsync(250);
  expect(use.signal.reason).toMatchObject(reason);
});

test('a key that gains a scope, or cannot be looked up, ends nothing', async () => {
  const use = new KeyUses(authenticate).begin('tl-1', client);
  answer = () => ({ ...client, scopes: ['chat', 'data', 'admin'] });
  await vi.advanceTimersByTimeAsync(500);
  answer = () => {
    throw new TuneloopError('STORE_FAILED', 'The disk is away.');
  };
  await vi.advanceTimersByTimeAsync(500);
  expect(use.signal.aborted).toBe(false);
});

test('each key is asked about once, whatever it is used for, and only while it is', async () => {
  const uses = new KeyUses(authenticate);
  const many = [uses.begin('tl-1', client), uses.begin('tl-1', client), uses.begin('tl-2', client)];
  expect(uses.size).toBe(3);
  await vi.advanceTimersByTimeAsync(250);
  expect(asked).toEqual(['tl-1', 'tl-2']);
  for (const use of many) use.end();
  expect(uses.size).toBe(0);
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked).toHaveLength(2);
  expect(vi.getTimerCount()).toBe(0);
});

test('work that outlives its request is watched to its own end', async () => {
  const uses = new KeyUses(authenticate);
  const use = uses.begin('tl-1', client);
  use.end();
  use.end();
  const { promise, reject } = Promise.withResolvers<void>();
  use.holdUntil(promise);
  expect(uses.size).toBe(1);
  answer = () => undefined;
  await vi.advanceTimersByTimeAsync(250);
  expect(use.signal.aborted).toBe(true);
  reject(new Error('cancelled'));
  await vi.advanceTimersByTimeAsync(0);
  expect(uses.size).toBe(0);
});

test('routers with the same authenticator share what they know', () => {
  expect(keyUsesOf(authenticate)).toBe(keyUsesOf(authenticate));
  expect(keyUsesOf(() => undefined)).not.toBe(keyUsesOf(authenticate));
});

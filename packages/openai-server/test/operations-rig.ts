import express from 'express';
import { onTestFinished } from 'vitest';
import type { ApiKeyRecord, ApiKeyStore } from '../src/auth/api-key-store.ts';
import { changeLimits } from '../src/auth/key-limits.ts';
import type { Authenticator } from '../src/auth/authenticator.ts';
import { createOperationsRouter } from '../src/operations/create-operations-router.ts';
import type { KeyControl } from '../src/operations/keys/key-control.ts';
import type { OperationsRouterOptions } from '../src/operations/operations-options.ts';
import { listen, type TestServer } from './start-server.ts';

/** `root` may do everything, `bob` may chat. */
const twoKeys: Authenticator = (token) => {
  if (token === 'root') return { id: 'key_root', scopes: ['chat', 'admin'] };
  return token === 'bob' ? { id: 'key_bob', scopes: ['chat', 'train', 'data'] } : undefined;
};

export interface OperationsRig {
  server: TestServer;
  audited: { message: string; details: object }[];
  call(method: string, path: string, options?: { body?: object; key?: string }): Promise<Response>;
}

export async function startOperations(options: Partial<OperationsRouterOptions>): Promise<OperationsRig> {
  const audited: OperationsRig['audited'] = [];
  const audit = (message: string, details: object): unknown => audited.push({ message, details });
  const app = express();
  app.use(createOperationsRouter({ authenticate: twoKeys, audit, ...options }));
  const server = await listen(app);
  onTestFinished(() => server[Symbol.asyncDispose]());
  const call: OperationsRig['call'] = (method, path, { body, key = 'root' } = {}) =>
    fetch(server.url + path, {
      method,
      headers: { 'content-type': 'application/json', ...(key !== '' && { authorization: `Bearer ${key}` }) },
      ...(body && { body: JSON.stringify(body) }),
    });
  return { server, audited, call };
}

export function keysInMemory(
  records: ApiKeyRecord[],
  facts: Partial<Omit<KeyControl, 'store'>> = {},
): KeyControl & { records: ApiKeyRecord[] } {
  const store: ApiKeyStore = {
    create: async (wanted) => {
      const record = { id: `key_${records.length + 1}`, ...wanted, createdAt: '2026-01-02T03:04:05.000Z' };
      records.push(record);
      return { key: 'tl-secret', record };
    },
    list: async () => [...records],
    update: async (id, { name, scopes, expiresAt, limits }) => {
      const record = records.find((other) => other.id === id)!;
      if (name !== undefined) record.name = name;
      if (scopes !== undefined) record.scopes = scopes;
      if (expiresAt !== undefined) record.expiresAt = expiresAt ?? undefined;
      if (limits !== undefined) record.limits = changeLimits(record.limits, limits);
      return record;
    },
    revoke: async (id) =>
      records.splice(
        records.findIndex((record) => record.id === id),
        1,
      )[0]!,
    verify: async () => undefined,
  };
  return { store, records, hasConfiguredKey: false, isOpenWithoutKeys: true, lastUsedAt: () => undefined, ...facts };
}

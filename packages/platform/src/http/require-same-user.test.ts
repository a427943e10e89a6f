import express from 'express';
import process from 'node:process';
import { expect, test, vi } from 'vitest';
import { ownersIn } from './connection-owner.ts';
import { requireSameUser } from './require-same-user.ts';
import { createTestPlatform, eventually } from '../../test/test-platform.ts';

const list = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1 1 0 100 0 0 10 0
   1: 0100007F:1F40 0100007F:C001 01 00000000:00000000 00:00000000 00000000  1000        0 2 1 0 20 4 30 10 -1
   2: 0100007F:C001 0100007F:1F40 01 00000000:00000000 00:00000000 00000000  1001        0 3 1 0 20 4 30 10 -1
   3: 0200007F:C001 0100007F:1F40 01 00000000:00000000 00:00000000 00000000  1002        0 4 1 0 20 4 30 10 -1
   4: 0100007F:C002 0100007F:1F40 06 00000000:00000000 00:00000000 00000000     0        0 5 1 0 20 4 30 10 -1
`;

test('the user at the other end is read from the list of connections', () => {
  expect(ownersIn(list, { localPort: 8000, remotePort: 0xc001 })).toEqual([1001, 1002]);
  expect(ownersIn(list, { localPort: 8000, remotePort: 0xc002 })).toEqual([]);
  expect(ownersIn(list, { localPort: 8001, remotePort: 0xc001 })).toEqual([]);
});

const own = process.getuid?.() ?? -1;

test.skipIf(own < 0).each([
  ['the user who runs the server', [own], true],
  ['root', [0], true],
  ['a system that does not tell', undefined, true],
  ['another user', [own + 1], false],
  ['one of two who is another', [own, own + 1], false],
  ['nobody that the system knows', [], false],
])('%s', async (_who, users, mayPass) => {
  const request = { method: 'POST', socket: {} } as express.Request;
  const next = vi.fn();
  const answered = Promise.resolve(requireSameUser(async () => users)(request, {} as express.Response, next));
  if (mayPass) await answered;
  else await expect(answered).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect(next).toHaveBeenCalledTimes(mayPass ? 1 : 0);
});

test('on a server without keys it stands before what makes keys and starts programs, and what only reads is free', async () => {
  await using server = await createTestPlatform({ connectionOwners: async () => [own + 1] });
  const { url } = await server.platform.listen();
  const ask = async (method: string, path: string): Promise<number> => {
    const headers = { 'content-type': 'application/json', origin: url };
    return (await fetch(url + path, { method, headers, ...(method === 'GET' ? {} : { body: '{}' }) })).status;
  };
  for (const [method, path] of [
    ['POST', '/v1/keys'],
    ['DELETE', '/v1/keys/key_1'],
    ['POST', '/v1/mcp/servers'],
    ['POST', '/v1/mcp/servers/test'],
    ['POST', '/v1/tools/run_code/call'],
    ['PUT', '/v1/tools/run_code/policy'],
  ] as const) {
    expect([path, await ask(method, path)]).toEqual([path, 403]);
  }
  expect(await ask('GET', '/v1/keys')).toBe(200);
  expect(await ask('GET', '/v1/tools')).toBe(200);
  await server.platform.keys.create({ name: 'other', scopes: ['admin'] });
  // Now a key says who may.
  await eventually(async () => (await ask('POST', '/v1/keys')) === 401);
});

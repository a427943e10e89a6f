import dns from 'node:dns';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createDispatcher } from './dispatcher.ts';

const timeouts = { connectTimeoutMs: 2000, headersTimeoutMs: 2000, idleTimeoutMs: 2000 };

test.each(['127.0.0.1', '::1'])('an upstream at localhost (%s) is reached while look-ups hang', async (address) => {
  const server = createServer((_request, response) => response.end('here')).listen(0, address);
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const lookup = vi.spyOn(dns, 'lookup').mockImplementation(() => undefined);
  onTestFinished(() => lookup.mockRestore());
  const dispatcher = createDispatcher(`http://localhost:${port}`, timeouts);
  const { body } = await request(`http://localhost:${port}/`, { dispatcher });
  expect(await body.text()).toBe('here');
  expect(lookup).not.toHaveBeenCalled();
  await dispatcher.close();
});

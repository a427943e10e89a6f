import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { serve, stubNetwork, type StubNetwork } from '../../test/stub-network.ts';
import { createGuardedFetch, type GuardedFetch } from './guarded-fetch.ts';
import { networkPolicySchema, type NetworkPolicy } from './network-policy.ts';

const publicAddress = '93.184.216.34';
const denied = expect.objectContaining({ code: 'TOOL_DENIED' }) as Error;

function guarded(network: StubNetwork, policy: Partial<NetworkPolicy> = {}): GuardedFetch['fetch'] {
  const made = createGuardedFetch(networkPolicySchema.parse(policy), network.hooks);
  onTestFinished(() => made[Symbol.asyncDispose]());
  return made.fetch;
}

test('sends what fetch sends, to the address that was judged, and streams the answer', async () => {
  await using server = await serve(async (request, response) => {
    const body = await text(request);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`${request.method} ${request.url} ${request.headers.host} ${body}`);
    setTimeout(() => response.end(' and more'), 5);
  });
  const network = stubNetwork({ 'example.org': [publicAddress] }, { [`${publicAddress}:80`]: server.port });
  const answer = await guarded(network)('http://example.org/a?b', { method: 'POST', body: 'hello' });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  expect(await answer.text()).toBe('POST /a?b example.org hello and more');
  expect(network.connected).toEqual([{ address: publicAddress, port: 80 }]);
});

test.each([
  ['a loopback address', 'http://127.0.0.1/', {}],
  ['its decimal notation', 'http://2130706433/', {}],
  ['IPv6 loopback', 'http://[::1]/', {}],
  ['a metadata address', 'http://169.254.169.254/latest', {}],
  ['a name with a private address', 'http://inner.test/', {}],
  ['a port that is not allowed', 'http://example.org:8080/', {}],
  ['a host that is not allowed', 'http://example.org/', { allowHosts: ['other.test'] }],
])('does not go to %s', async (_, url, policy) => {
  const network = stubNetwork({ 'inner.test': ['10.0.0.1'], 'example.org': [publicAddress] });
  await expect(guarded(network, policy)(url)).rejects.toThrow(denied);
  expect(network.connected).toEqual([]);
});

test('judges where a redirect leads', async () => {
  await using server = await serve((_, response) => {
    response.writeHead(302, { location: 'http://127.0.0.1/secret' });
    response.end();
  });
  const network = stubNetwork({ 'example.org': [publicAddress] }, { [`${publicAddress}:80`]: server.port });
  await expect(guarded(network)('http://example.org/')).rejects.toThrow(denied);
  expect(network.connected).toHaveLength(1);
});

test('judges a name anew with each connection', async () => {
  await using server = await serve((_, response) => void response.writeHead(200, { connection: 'close' }).end('ok'));
  const answers = [[publicAddress], ['127.0.0.1']];
  const network = stubNetwork(
    { 'rebind.test': () => answers.shift() ?? ['127.0.0.1'] },
    { [`${publicAddress}:80`]: server.port },
  );
  const fetch = guarded(network);
  expect(await (await fetch('http://rebind.test/')).text()).toBe('ok');
  await expect(fetch('http://rebind.test/')).rejects.toThrow(denied);
});

test('can be cancelled', async () => {
  await using server = await serve(() => undefined);
  const network = stubNetwork({ 'example.org': [publicAddress] }, { [`${publicAddress}:80`]: server.port });
  const stop = new Error('enough');
  await expect(guarded(network)('http://example.org/', { signal: AbortSignal.any([abortedSoon(stop)]) })).rejects.toBe(
    stop,
  );
});

function abortedSoon(reason: Error): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 20);
  return controller.signal;
}

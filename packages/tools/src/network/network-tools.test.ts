import { describe, expect, it } from 'vitest';
import { serve, stubNetwork } from '../../test/stub-network.ts';
import { runTool } from '../execution/run-tool.ts';
import { createToolPolicy } from '../policy/default-policy.ts';
import { judge } from '../policy/judge.ts';
import { createNetworkTools } from './network-tools.ts';

const policy = createToolPolicy({ effects: { network: 'allow', writes: 'allow' } });
const toolsOn = (network: ReturnType<typeof stubNetwork>) => {
  const tools = createNetworkTools(network.hooks);
  return (name: string) => tools.find((tool) => tool.name === name)!;
};

describe('the network tools', () => {
  it('have the names and parameters that models know', () => {
    const tools = createNetworkTools();
    expect(
      tools.map(({ name, parameters }) => [name, Object.keys((parameters as { properties: object }).properties)]),
    ).toStrictEqual([
      ['lookup_hostname', ['hostname']],
      ['measure_http_latency', ['hostname']],
      ['http_request', ['url', 'method', 'headers', 'body']],
    ]);
  });

  it('give their fields as the result', async () => {
    await using server = await serve((_, response) => response.writeHead(200, { date: 'today' }).end('pong'));
    const network = stubNetwork({ 'example.org': ['93.184.216.34'] }, { '93.184.216.34:80': server.port });
    const tool = toolsOn(network);
    await expect(runTool(tool('lookup_hostname'), { hostname: 'example.org' }, { policy })).resolves.toStrictEqual({
      status: 'success',
      ip: '93.184.216.34',
      ping_ms: expect.any(Number),
    });
    await expect(runTool(tool('measure_http_latency'), { hostname: 'example.org' }, { policy })).resolves.toStrictEqual(
      {
        status: 'success',
        latency_ms: expect.any(Number),
      },
    );
    await expect(runTool(tool('http_request'), { url: 'http://example.org/' }, { policy })).resolves.toMatchObject({
      status: 'success',
      status_code: 200,
      headers: { date: 'today' },
      body: 'pong',
    });
  });

  it('ask a person by default', () => {
    const tool = toolsOn(stubNetwork())('http_request');
    expect(judge(tool, { url: 'http://example.org/', method: 'GET', headers: {} }, createToolPolicy())).toMatchObject({
      decision: 'ask',
    });
  });

  it.each([
    ['lookup_hostname', { hostname: '127.0.0.1' }],
    ['lookup_hostname', { hostname: '0x7f.1' }],
    ['measure_http_latency', { hostname: '169.254.169.254' }],
    ['http_request', { url: 'http://[::1]/' }],
    ['http_request', { url: 'http://example.org:22/' }],
    ['http_request', { url: 'file:///etc/passwd' }],
    ['http_request', { url: 'http://denied.test/' }],
  ])('are denied before they run: %s %j', async (name, args) => {
    const network = stubNetwork();
    const strict = createToolPolicy({ ...policy, network: { ...policy.network, denyHosts: ['denied.test'] } });
    const verdicts: string[] = [];
    const result = await runTool(toolsOn(network)(name), args, {
      policy: strict,
      audit: ({ verdict }) => void verdicts.push(verdict.decision),
    });
    expect(result).toMatchObject({ status: 'error' });
    expect(verdicts).toStrictEqual(['deny']);
    expect(network.lookedUp).toStrictEqual([]);
    expect(network.connected).toStrictEqual([]);
  });

  it('tell the model what failed', async () => {
    const network = stubNetwork({ 'rebound.test': ['10.0.0.1'] });
    await expect(
      runTool(toolsOn(network)('http_request'), { url: 'http://rebound.test/' }, { policy }),
    ).resolves.toStrictEqual({
      status: 'error',
      error:
        'rebound.test has the address 10.0.0.1. 10.0.0.1 is a private address, which the policy refuses. A person can allow it (allowAddresses).',
    });
  });
});

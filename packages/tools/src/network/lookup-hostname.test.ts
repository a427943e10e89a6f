import { describe, expect, it } from 'vitest';
import { serve, stubNetwork } from '../../test/stub-network.ts';
import { lookupHostname } from './lookup-hostname.ts';
import { measureHttpLatency } from './measure-http-latency.ts';

const names = { 'example.org': ['93.184.216.34'], 'xn--bcher-kva.example': ['93.184.216.35'] };

describe('lookupHostname', () => {
  it('gives the address and the time of a TCP connection', async () => {
    await using server = await serve(() => undefined);
    const network = stubNetwork(names, { '93.184.216.34:443': server.port });
    const result = await lookupHostname({ hostname: 'EXAMPLE.org' }, network.context());
    expect(result.ip).toBe('93.184.216.34');
    expect(result.ping_ms).toBeGreaterThan(0);
    expect(network.connected).toStrictEqual([{ address: '93.184.216.34', port: 443 }]);
  });

  it('takes a refusal as an answer', async () => {
    const result = await lookupHostname({ hostname: 'bücher.example' }, stubNetwork(names).context());
    expect(result).toMatchObject({ ip: '93.184.216.35', ping_ms: expect.any(Number) });
  });

  it('gives no time when nothing answers', async () => {
    const network = stubNetwork(names);
    network.hooks.connect = () => Promise.reject(Object.assign(new Error('no route'), { code: 'EHOSTUNREACH' }));
    await expect(lookupHostname({ hostname: 'example.org' }, network.context())).resolves.toStrictEqual({
      ip: '93.184.216.34',
      ping_ms: null,
    });
  });

  it('says when there is no such name', async () => {
    await expect(lookupHostname({ hostname: 'nowhere.test' }, stubNetwork().context())).rejects.toThrow(
      'The name nowhere.test could not be resolved (ENOTFOUND). Check its spelling.',
    );
  });

  it('does not wait for a resolver that hangs', async () => {
    const network = stubNetwork();
    network.hooks.lookup = () => new Promise(() => undefined);
    const call = lookupHostname({ hostname: 'example.org' }, network.context({ timeoutMs: 30 }));
    await expect(call).rejects.toThrow(expect.objectContaining({ code: 'TIMEOUT' }));
  });
});

describe('measureHttpLatency', () => {
  it('falls back to http where https does not answer', async () => {
    await using server = await serve((request, response) => void response.writeHead(404).end(request.method));
    const network = stubNetwork(names, { '93.184.216.34:80': server.port });
    const { latency_ms: latency } = await measureHttpLatency({ hostname: 'example.org' }, network.context());
    expect(latency).toBeGreaterThan(0);
    expect(network.connected.map(({ port }) => port)).toStrictEqual([443, 80]);
    expect(network.connected[0]).toMatchObject({ tls: { hostname: 'example.org' } });
  });

  it('fails when neither answers, and when the policy allows neither port', async () => {
    const network = stubNetwork(names);
    const call = measureHttpLatency({ hostname: 'example.org' }, network.context());
    await expect(call).rejects.toThrow(/example\.org failed: nothing listens there \(ECONNREFUSED\)/);
    const denied = measureHttpLatency({ hostname: 'example.org' }, network.context({ ports: [8080] }));
    await expect(denied).rejects.toThrow(expect.objectContaining({ code: 'TOOL_DENIED' }));
  });
});

import { describe, expect, it } from 'vitest';
import { stubNetwork } from '../../test/stub-network.ts';
import { httpRequest } from './http-request.ts';
import { lookupHostname } from './lookup-hostname.ts';
import { measureHttpLatency } from './measure-http-latency.ts';

/** Every one of them leads to this machine, a private network or a cloud's metadata. */
const hosts = [
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '127.255.255.255',
  '2130706433',
  '0x7f000001',
  '0x7f.0x0.0x0.0x1',
  '017700000001',
  '0177.0.0.01',
  '１２７.0.0.1',
  '127。0。0。1',
  '0',
  '0.0.0.0',
  '0x0',
  '[::]',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[0000::0001]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::127.0.0.1]',
  '[64:ff9b::127.0.0.1]',
  '[2002:7f00:1::]',
  '[2001:0:808:808::80ff:fffe]',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.0.1',
  '3232235521',
  '0xc0a80001',
  '100.64.0.1',
  '[fc00::1]',
  '[fd12:3456::1]',
  '169.254.1.1',
  '[fe80::1]',
  '169.254.169.254',
  '2852039166',
  '0xa9fea9fe',
  '0251.0376.0251.0376',
  '[::ffff:a9fe:a9fe]',
  '[fd00:ec2::254]',
  '100.100.100.200',
  '168.63.129.16',
  '224.0.0.1',
  '[ff02::1]',
  '255.255.255.255',
  '192.0.2.1',
  '[2001:db8::1]',
  '240.0.0.1',
];

const names: Record<string, string[]> = {
  localhost: ['::1', '127.0.0.1'],
  'localhost.': ['127.0.0.1'],
  'loop.example': ['127.0.0.1'],
  'private.example': ['10.0.0.7'],
  'metadata.google.internal': ['169.254.169.254'],
  'mapped.example': ['::ffff:127.0.0.1'],
  'half.example': ['93.184.216.34', '192.168.1.1'],
  'half6.example': ['93.184.216.34', '::1'],
  'odd.example': ['fe80::1%eth0'],
  '127.0.0.1.nip.example': ['127.0.0.1'],
};

describe('under the default policy', () => {
  it.each([...hosts, ...Object.keys(names)])('no tool connects to %s', async (host) => {
    const network = stubNetwork(names);
    const refused = expect.objectContaining({ code: expect.stringMatching(/TOOL_DENIED|INVALID_REQUEST/) });
    const get = { method: 'GET', headers: {} } as const;
    await expect(httpRequest({ url: `http://${host}/`, ...get }, network.context())).rejects.toThrow(refused);
    await expect(httpRequest({ url: `https://${host}/`, ...get }, network.context())).rejects.toThrow(refused);
    await expect((async () => lookupHostname({ hostname: host }, network.context()))()).rejects.toThrow(refused);
    await expect((async () => measureHttpLatency({ hostname: host }, network.context()))()).rejects.toThrow(refused);
    expect(network.connected).toStrictEqual([]);
  });

  it.each([
    'file:///etc/passwd',
    'ftp://example.org/',
    'gopher://example.org/',
    'data:text/plain,x',
    'javascript:alert(1)',
    'ws://example.org/',
    '//example.org/',
    'example.org',
    'http://user:secret@example.org/',
    'http://example.org:22/',
    'http://example.org:8080/',
    'http://example.org:0/',
    'http://exa mple.org/',
    'http://[::1%25eth0]/',
  ])('%s is refused before any look-up', async (url) => {
    const network = stubNetwork({ 'example.org': ['93.184.216.34'] });
    const call = async () => httpRequest({ url, method: 'GET', headers: {} }, network.context());
    await expect(call()).rejects.toThrow(
      expect.objectContaining({ code: expect.stringMatching(/TOOL_DENIED|INVALID_REQUEST/) }),
    );
    expect(network.lookedUp).toStrictEqual([]);
    expect(network.connected).toStrictEqual([]);
  });
});

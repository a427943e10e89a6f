import { BlockList, isIP } from 'node:net';

/** Whether a proxy is one of ours: by its address, and by how many others are between it and us (0: it is connected to us). */
export type ProxyTrust = (address: string, hop: number) => boolean;

/** Names for networks, as express and its kin have them. */
const named: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

const countOf = (entry: string): number | undefined => (/^\d{1,2}$/.test(entry) ? Number(entry) : undefined);

function readNetwork(entry: string): { address: string; bits: number; family: 'ipv4' | 'ipv6' } | undefined {
  const [address = '', length, ...rest] = entry.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return undefined;
  const most = version === 4 ? 32 : 128;
  const bits = length === undefined ? most : /^\d{1,3}$/.test(length) ? Number(length) : -1;
  return bits < 0 || bits > most ? undefined : { address, bits, family: version === 4 ? 'ipv4' : 'ipv6' };
}

/** Whether `entry` may stand in `server.trustProxy`. */
export function isProxyEntry(entry: string): boolean {
  return Object.hasOwn(named, entry) || countOf(entry) !== undefined || readNetwork(entry) !== undefined;
}

/** @param entries as `isProxyEntry` takes them. */
export function createProxyTrust(entries: readonly string[]): ProxyTrust {
  const [first] = entries;
  const count = first === undefined ? 0 : countOf(first);
  if (count !== undefined) return (_address, hop) => hop < count;
  const networks = new BlockList();
  for (const entry of entries.flatMap((name) => named[name] ?? name)) {
    const network = readNetwork(entry);
    if (network) networks.addSubnet(network.address, network.bits, network.family);
  }
  return (address) => {
    const bare = address.replace(/^::ffff:(?=\d+\.)/i, '');
    const version = isIP(bare);
    return version !== 0 && networks.check(bare, version === 4 ? 'ipv4' : 'ipv6');
  };
}

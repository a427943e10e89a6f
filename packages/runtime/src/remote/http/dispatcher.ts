import type { LookupFunction } from 'node:net';
import { Agent, EnvHttpProxyAgent, type Dispatcher } from 'undici';
import { isLoopback } from '../../models/model-reference.ts';
import type { RemoteSettings } from '../options.ts';

type Timeouts = Pick<RemoteSettings, 'connectTimeoutMs' | 'headersTimeoutMs' | 'idleTimeoutMs'>;

/** Keeps the connections to one upstream; only those to other machines go through the environment's proxy. */
export function createDispatcher(url: string, timeouts: Timeouts): Dispatcher {
  const options = {
    connect: { timeout: timeouts.connectTimeoutMs },
    headersTimeout: timeouts.headersTimeoutMs,
    bodyTimeout: timeouts.idleTimeoutMs,
    keepAliveTimeout: 4000,
  };
  if (!isLoopback(new URL(url).hostname)) return new EnvHttpProxyAgent(options);
  return new Agent({ ...options, connect: { ...options.connect, lookup: lookUpLocalhost } });
}

const localAddresses = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

/** Without the system, whose look-ups wait for those of other names where a name server does not answer. RFC 6761, 6.3. */
const lookUpLocalhost: LookupFunction = (_hostname, { all = false, family = 0 }, callback) => {
  const wanted = { IPv4: 4, IPv6: 6 }[family] ?? family;
  const found = localAddresses.filter((each) => wanted === 0 || each.family === wanted);
  const [first] = found;
  if (all) callback(null, found);
  else callback(null, first!.address, first!.family);
};

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
  return isLoopback(new URL(url).hostname) ? new Agent(options) : new EnvHttpProxyAgent(options);
}

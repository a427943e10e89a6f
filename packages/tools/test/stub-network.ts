import { createServer, type RequestListener } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { NetworkContext } from '../src/network/network-context.ts';
import type { ConnectTarget, NetworkHooks } from '../src/network/network-hooks.ts';
import { networkPolicySchema, type NetworkPolicy } from '../src/network/network-policy.ts';

export interface StubNetwork {
  hooks: NetworkHooks;
  /** What was asked to be connected to, in order. */
  connected: ConnectTarget[];
  lookedUp: string[];
  context(policy?: Partial<NetworkPolicy>, signal?: AbortSignal): NetworkContext;
}

/**
 * A network without a network: names resolve to what `names` says (a function is asked anew each time), and addresses
 * lead to the loopback ports of `servers`, by `address:port`. Any other connection is refused here, before a packet.
 */
export function stubNetwork(
  names: Record<string, readonly string[] | (() => readonly string[])> = {},
  servers: Record<string, number> = {},
): StubNetwork {
  const connected: ConnectTarget[] = [];
  const lookedUp: string[] = [];
  const hooks: NetworkHooks = {
    async lookup(hostname) {
      lookedUp.push(hostname);
      const found = names[hostname];
      if (found === undefined) throw Object.assign(new Error(`getaddrinfo ${hostname}`), { code: 'ENOTFOUND' });
      return typeof found === 'function' ? found() : found;
    },
    async connect(target, signal) {
      connected.push(target);
      const port = servers[`${target.address}:${target.port}`];
      if (port === undefined) throw Object.assign(new Error('no such server'), { code: 'ECONNREFUSED' });
      const socket = connect({ host: '127.0.0.1', port, signal });
      await once(socket, 'connect');
      return socket;
    },
  };
  return {
    hooks,
    connected,
    lookedUp,
    context: (policy = {}, signal = new AbortController().signal) => ({
      policy: networkPolicySchema.parse(policy),
      hooks,
      signal,
    }),
  };
}

/** A server on a loopback port of its own. */
export async function serve(
  listener: (...args: Parameters<RequestListener>) => unknown,
): Promise<{ port: number; [Symbol.asyncDispose](): Promise<void> }> {
  const server = createServer((request, response) => void listener(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

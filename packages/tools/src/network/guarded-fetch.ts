import type { Socket } from 'node:net';
import { TuneloopError } from '@tuneloop/protocol';
import { Agent, fetch as undiciFetch, type RequestInit as UndiciRequestInit } from 'undici';
import { allowedAddresses, enforce } from './allowed-addresses.ts';
import { connectionFailure } from './connection-failure.ts';
import { dial } from './dial.ts';
import { connectFor } from './http-exchange.ts';
import { parseHttpUrl } from './http-url.ts';
import { defaultNetworkHooks, type NetworkHooks } from './network-hooks.ts';
import { judgePort, type NetworkPolicy } from './network-policy.ts';

/** `fetch` under a policy, until it is disposed. */
export interface GuardedFetch extends AsyncDisposable {
  /**
   * As the standard has it, but only to where the policy allows, by addresses that were judged when the connection was
   * made; a redirect is judged like a request, and no proxy is used. Bodies may come for as long as they like.
   *
   * Errors: `TOOL_DENIED`, `TOOL_FAILED`, `INVALID_REQUEST` (no http or https URL); what the signal was aborted with.
   */
  readonly fetch: (input: string | URL, init?: RequestInit) => Promise<Response>;
}

const maxHeaderBytes = 32 * 1024;

/** For clients of protocols over HTTP that are told where to go by somebody else. */
export function createGuardedFetch(policy: NetworkPolicy, hooks: NetworkHooks = defaultNetworkHooks): GuardedFetch {
  const agent = new Agent({
    connect: ({ hostname, protocol, port }, callback) =>
      void connectFor(callback, () => connectTo({ hostname, protocol, port }, policy, hooks)),
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: policy.timeoutMs,
    bodyTimeout: 0,
  });
  return {
    fetch: async (input, init = {}) => {
      const url = parseHttpUrl(String(input));
      try {
        // The library's own types and the platform's differ in name alone.
        const request = { ...init, dispatcher: agent } as unknown as UndiciRequestInit;
        return await undiciFetch(url, request);
      } catch (error) {
        init.signal?.throwIfAborted();
        throw connectionFailure(causeOf(error), url.host);
      }
    },
    [Symbol.asyncDispose]: () => agent.destroy(),
  };
}

async function connectTo(
  { hostname, protocol, port }: { hostname: string; protocol: string; port: string },
  policy: NetworkPolicy,
  hooks: NetworkHooks,
): Promise<Socket> {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const isEncrypted = protocol === 'https:';
  const number = port === '' ? (isEncrypted ? 443 : 80) : Number(port);
  const context = { policy, hooks, signal: AbortSignal.timeout(policy.timeoutMs) };
  enforce(judgePort(number, policy));
  const addresses = await allowedAddresses(host, context);
  return dial(addresses, { port: number, ...(isEncrypted && { tls: { hostname: host.replace(/\.$/, '') } }) }, context);
}

/** What the library wraps into "fetch failed". */
function causeOf(error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined;
  return TuneloopError.isInstance(cause) || cause instanceof Error ? cause : error;
}

import type { Socket } from 'node:net';
import { Client, type buildConnector, type Dispatcher } from 'undici';
import { allowedAddresses, enforce } from './allowed-addresses.ts';
import { hostOf } from './canonical-host.ts';
import { connectionFailure } from './connection-failure.ts';
import { dial } from './dial.ts';
import type { NetworkContext } from './network-context.ts';
import { judgePort } from './network-policy.ts';

export interface HttpMessage {
  /** `http:` or `https:`. */
  url: URL;
  method: Dispatcher.HttpMethod;
  headers: Readonly<Record<string, string>>;
  body?: Buffer | undefined;
}

type HttpResponse = Pick<Dispatcher.ResponseData, 'statusCode' | 'headers' | 'body'>;

const maxHeaderBytes = 32 * 1024;

/**
 * One request over a connection of its own to an address that was judged just before, and its response with the body
 * still to be read, which `use` does. Follows no redirect, uses no proxy and no pool.
 *
 * Errors: `TOOL_DENIED` for a port, host or address that the policy refuses, `TOOL_FAILED`, and those of `use`.
 */
export async function exchange<T>(
  { url, method, headers, body }: HttpMessage,
  context: NetworkContext,
  use: (response: HttpResponse) => Promise<T>,
): Promise<T> {
  const { policy, signal } = context;
  const hostname = hostOf(url);
  const encrypted = url.protocol === 'https:';
  const port = portOf(url);
  enforce(judgePort(port, policy));
  const addresses = await allowedAddresses(hostname, context);
  const target = { port, ...(encrypted && { tls: { hostname: hostname.replace(/\.$/, '') } }) };
  const client = new Client(url.origin, {
    // The library may ask for a connection more than once; each goes to the judged addresses, whatever DNS says by then.
    connect: (_, callback) => void connectFor(callback, () => dial(addresses, target, context)),
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: policy.timeoutMs,
    bodyTimeout: policy.timeoutMs,
    pipelining: 0,
  });
  try {
    const path = `${url.pathname}${url.search}`;
    return await use(await client.request({ path, method, headers, body: body ?? null, signal }));
  } catch (error) {
    throw connectionFailure(error, url.host);
  } finally {
    await client.destroy();
  }
}

/** Hands the socket of `connect` to the library. */
export async function connectFor(callback: buildConnector.Callback, connect: () => Promise<Socket>): Promise<void> {
  let socket: Socket;
  try {
    socket = await connect();
  } catch (error) {
    callback(error as Error, null);
    return;
  }
  callback(null, socket);
}

/** The TCP port of an `http` or `https` URL. */
export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}

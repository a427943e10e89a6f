import type { Socket } from 'node:net';
import type { NetworkContext } from './network-context.ts';
import type { ConnectTarget } from './network-hooks.ts';

/** While other addresses are left, one that does not answer gets this long. */
const attemptMs = 2500;

/**
 * Connects to the first of the addresses that answers, in their order.
 *
 * @param addresses judged already, at least one.
 * Throws what the last attempt threw.
 */
export async function dial(
  addresses: readonly string[],
  target: Omit<ConnectTarget, 'address'>,
  { hooks, signal }: NetworkContext,
): Promise<Socket> {
  let failure: unknown;
  for (const [index, address] of addresses.entries()) {
    const last = index === addresses.length - 1;
    const attempt = last ? signal : AbortSignal.any([signal, AbortSignal.timeout(attemptMs)]);
    try {
      return await hooks.connect({ address, ...target }, attempt);
    } catch (error) {
      signal.throwIfAborted();
      failure = error;
    }
  }
  throw failure;
}

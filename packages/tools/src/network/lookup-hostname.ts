import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import { allowedAddresses } from './allowed-addresses.ts';
import { canonicalHost } from './canonical-host.ts';
import { errorCodeOf } from './connection-failure.ts';
import { withinTimeLimit, type NetworkContext } from './network-context.ts';

export const hostnameSchema: z.ZodType<{ hostname: string }> = z.strictObject({
  hostname: z.string().min(1).describe('A host name such as "example.org", or an IP address; no scheme, no port'),
});

/** How long a host is waited for before it counts as one that does not answer. */
const patienceMs = 3000;

/**
 * The address of a host, and how long it takes to answer: `ping_ms` is the time of a TCP connection to the first of the
 * policy's ports that answers (a refusal is an answer too), since ICMP needs rights that a server should not have. It is
 * `null` when none answers.
 *
 * Errors: `INVALID_REQUEST`, `TOOL_DENIED`, `TOOL_FAILED` for a name without an address, `TIMEOUT`, `ABORTED`.
 */
export function lookupHostname(
  { hostname }: { hostname: string },
  context: NetworkContext,
): Promise<{ ip: string; ping_ms: number | null }> {
  const host = canonicalHost(hostname);
  return withinTimeLimit(context, async (context) => {
    const [address] = await allowedAddresses(host, context);
    return { ip: address!, ping_ms: await ping(address!, context) };
  });
}

async function ping(address: string, { policy, hooks, signal }: NetworkContext): Promise<number | null> {
  // The encrypted port first: most hosts have it, and a firewall lets it through.
  const ports = policy.ports.toSorted((a, b) => Number(b === 443) - Number(a === 443)).slice(0, 3);
  for (const port of ports) {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
    const start = performance.now();
    const answered = await hooks.connect({ address, port }, patience).then(
      (socket) => {
        socket.destroy();
        return true;
      },
      (error: unknown) => errorCodeOf(error) === 'ECONNREFUSED',
    );
    signal.throwIfAborted();
    if (answered) return Math.round((performance.now() - start) * 100) / 100;
  }
  return null;
}

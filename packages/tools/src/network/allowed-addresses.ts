import { isIP } from 'node:net';
import { TuneloopError } from '@tuneloop/protocol';
import { errorCodeOf } from './connection-failure.ts';
import { orAborted, type NetworkContext } from './network-context.ts';
import { judgeAddress, judgeHost, type Judgement } from './network-policy.ts';

/**
 * The addresses of a host, after all of them were judged. One look-up: what is connected to afterwards is one of these,
 * so that a name which changes in between (DNS rebinding) gains nothing. A name with one refused address is refused.
 *
 * @param hostname as `canonicalHost` writes it.
 *
 * Errors: `TOOL_DENIED` with the policy's reason, `TOOL_FAILED` when the name has no address.
 */
export async function allowedAddresses(hostname: string, context: NetworkContext): Promise<readonly string[]> {
  const { policy, signal } = context;
  enforce(judgeHost(hostname, policy));
  const literal = isIP(hostname) !== 0;
  const addresses = literal ? [hostname] : await orAborted(resolve(hostname, context), signal);
  for (const address of addresses) {
    const judgement = judgeAddress(address, policy);
    if (judgement.allowed || literal) enforce(judgement);
    else enforce({ allowed: false, reason: `${hostname} has the address ${address}. ${judgement.reason}` });
  }
  return addresses;
}

/** Errors: `TOOL_DENIED` unless allowed. */
export function enforce(judgement: Judgement): void {
  if (!judgement.allowed) throw new TuneloopError('TOOL_DENIED', judgement.reason);
}

async function resolve(hostname: string, { hooks, signal }: NetworkContext): Promise<readonly string[]> {
  const found = await hooks.lookup(hostname, signal).catch((error: unknown) => {
    throw unresolved(hostname, error);
  });
  if (found.length === 0) throw unresolved(hostname, undefined);
  return found;
}

function unresolved(hostname: string, cause: unknown): TuneloopError {
  const code = errorCodeOf(cause);
  const why = code === undefined ? '' : ` (${code})`;
  const advice = code === 'EAI_AGAIN' ? 'No name server answers; try again later.' : 'Check its spelling.';
  return new TuneloopError('TOOL_FAILED', `The name ${hostname} could not be resolved${why}. ${advice}`, { cause });
}

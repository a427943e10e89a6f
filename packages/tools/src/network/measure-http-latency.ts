import { isIPv6 } from 'node:net';
import { performance } from 'node:perf_hooks';
import { TuneloopError } from '@tuneloop/protocol';
import { canonicalHost } from './canonical-host.ts';
import { exchange } from './http-exchange.ts';
import { withinTimeLimit, type NetworkContext } from './network-context.ts';

/**
 * The time from asking `https://hostname/` (`http://` where that cannot be reached) with `HEAD` to the response's status
 * line, in ms: name look-up, connection and encryption included. Any status counts; redirects are not followed.
 *
 * Errors: `INVALID_REQUEST`, `TOOL_DENIED`, `TOOL_FAILED` when neither answers, `TIMEOUT`, `ABORTED`.
 */
export function measureHttpLatency(
  { hostname }: { hostname: string },
  context: NetworkContext,
): Promise<{ latency_ms: number }> {
  const host = canonicalHost(hostname);
  return withinTimeLimit(context, async (context) => {
    const authority = isIPv6(host) ? `[${host}]` : host;
    const origins = [
      ...(context.policy.ports.includes(443) ? [`https://${authority}/`] : []),
      ...(context.policy.ports.includes(80) ? [`http://${authority}/`] : []),
    ];
    let failure = new TuneloopError('TOOL_DENIED', 'The policy allows neither port 443 nor port 80 (ports).');
    for (const origin of origins) {
      const start = performance.now();
      try {
        const message = { url: new URL(origin), method: 'HEAD', headers: { 'user-agent': 'tuneloop' } };
        await exchange(message, context, ({ body }) => body.dump());
        return { latency_ms: Math.round((performance.now() - start) * 100) / 100 };
      } catch (error) {
        failure = TuneloopError.from(error);
        if (failure.code !== 'TOOL_FAILED' || context.signal.aborted) throw failure;
      }
    }
    throw failure;
  });
}

import { isIP } from 'node:net';
import { TuneloopError, type ToolVerdict } from '@tuneloop/protocol';
import { defineTool, type DefinedTool } from '../tool/define-tool.ts';
import { canonicalHost, hostOf } from './canonical-host.ts';
import { portOf } from './http-exchange.ts';
import { httpRequest, httpRequestSchema } from './http-request.ts';
import { parseHttpUrl } from './http-url.ts';
import { hostnameSchema, lookupHostname } from './lookup-hostname.ts';
import { measureHttpLatency } from './measure-http-latency.ts';
import { defaultNetworkHooks, type NetworkHooks } from './network-hooks.ts';
import { judgeAddress, judgeHost, judgePort, type Judgement, type NetworkPolicy } from './network-policy.ts';

/** `lookup_hostname`, `measure_http_latency` and `http_request`. */
export function createNetworkTools(hooks: NetworkHooks = defaultNetworkHooks): DefinedTool[] {
  return [createLookupTool(hooks), createLatencyTool(hooks), createHttpRequestTool(hooks)] as DefinedTool[];
}

function createLookupTool(hooks: NetworkHooks): DefinedTool<{ hostname: string }> {
  return defineTool({
    name: 'lookup_hostname',
    description:
      'Look up the IP address of a host name, and measure in ms how fast the host answers (null: it does not).',
    parameters: hostnameSchema,
    effects: { network: true, idempotent: true },
    judge: ({ hostname }, { network }) => denial(() => judgeStatically(canonicalHost(hostname), network)),
    // What was looked up holds for as long as results are kept.
    freshness: () => '',
    run: (args, { policy, signal }) => lookupHostname(args, { policy: policy.network, hooks, signal }),
  });
}

function createLatencyTool(hooks: NetworkHooks): DefinedTool<{ hostname: string }> {
  return defineTool({
    name: 'measure_http_latency',
    description: 'Measure in ms how long a web server takes to answer, from the name look-up to its first line.',
    parameters: hostnameSchema,
    effects: { network: true, idempotent: true },
    judge: ({ hostname }, { network }) => denial(() => judgeStatically(canonicalHost(hostname), network)),
    run: (args, { policy, signal }) => measureHttpLatency(args, { policy: policy.network, hooks, signal }),
  });
}

function createHttpRequestTool(hooks: NetworkHooks): DefinedTool {
  return defineTool({
    name: 'http_request',
    description:
      'Send an HTTP request, such as a call of an API, and get the status, the headers and the body as text.',
    parameters: httpRequestSchema,
    // What a request does at the other end is for the other end to say.
    effects: { network: true, reads: true, writes: true },
    judge: ({ url }, { network }) =>
      denial(() => {
        const parsed = parseHttpUrl(url);
        const port = judgePort(portOf(parsed), network);
        return port.allowed ? judgeStatically(hostOf(parsed), network) : port;
      }),
    run: (args, { policy, signal }) => httpRequest(args, { policy: policy.network, hooks, signal }),
  }) as DefinedTool;
}

/** As far as it goes without a look-up; the rest is judged when the address is known. */
function judgeStatically(hostname: string, policy: NetworkPolicy): Judgement {
  const host = judgeHost(hostname, policy);
  return host.allowed && isIP(hostname) !== 0 ? judgeAddress(hostname, policy) : host;
}

/** What cannot even be read is denied with the reason for that. */
function denial(judge: () => Judgement): ToolVerdict | undefined {
  try {
    const judgement = judge();
    return judgement.allowed ? undefined : { decision: 'deny', reason: judgement.reason };
  } catch (error) {
    return { decision: 'deny', reason: TuneloopError.from(error).message };
  }
}

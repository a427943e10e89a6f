import { createHostRules, type HostRules } from '@tuneloop/openai-server';
import { createProxyTrust } from './proxy-trust.ts';
import type { Config, ServerConfig } from '../config/schema.ts';

/** Which Host and Origin headers are ours, as the configuration of the moment says. */
export function createConfiguredHostRules(config: Config): () => HostRules {
  let known: { of: ServerConfig; rules: HostRules } | undefined;
  return () => {
    const { server } = config;
    if (known?.of !== server) known = { of: server, rules: hostRulesOf(server) };
    return known.rules;
  };
}

function hostRulesOf({ host, allowedHosts, allowedOrigins, trustProxy, tls }: ServerConfig): HostRules {
  const trusts = createProxyTrust(trustProxy);
  return createHostRules({
    listenHost: host,
    allowedHosts,
    // A name that the server is called by may also serve the page that calls it, on a port of its own.
    allowedOrigins: [...allowedHosts, ...allowedOrigins],
    trustsProxy: trustProxy.length > 0 ? (address) => trusts(address, 0) : undefined,
    defaultPort: tls?.certFile === undefined ? '80' : '443',
  });
}

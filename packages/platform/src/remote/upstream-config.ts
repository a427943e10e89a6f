import type { RemoteEngineOptions, UpstreamKind } from '@tuneloop/runtime/remote';
import { z } from 'zod';
import type { ConfigIssue } from '../config/issues.ts';
import { Secret } from '../config/secret.ts';
import { withoutBrackets } from '../network-addresses.ts';

/** One server of `runtime.upstreams`. */
export interface UpstreamConfig {
  url: string;
  apiKey?: Secret | undefined;
  /** What it calls the model, where that is not the name that requests use. */
  model?: string | undefined;
  kind?: UpstreamKind | undefined;
  maxConcurrent?: number | undefined;
  weight?: number | undefined;
}

/** What a configuration file may say of one. */
export type UpstreamConfigInput = Omit<UpstreamConfig, 'apiKey'> & { apiKey?: string | Secret | undefined };

/** The settings of the remote engine. */
export interface UpstreamSettings {
  upstreams?: readonly UpstreamConfig[] | undefined;
  /** `OPENAI_API_BASE_URL`: an upstream of its own, beside `upstreams`. */
  upstreamUrl?: string | undefined;
  /** `OPENAI_API_KEY`: for that one. */
  upstreamKey?: Secret | undefined;
  /** `LLAMA_SERVER_PATH`: in place of upstreams, one that is started here. */
  llamaServerPath?: string | undefined;
}

const kinds: readonly UpstreamKind[] = ['tuneloop', 'llama.cpp', 'vllm', 'sglang', 'ollama', 'lm-studio', 'openai'];

const text = z.string('must be text').min(1, 'must not be empty');

export const upstreamListSchema: z.ZodType<UpstreamConfig[]> = z.array(
  z.strictObject({
    url: text,
    apiKey: z
      .union([text, z.instanceof(Secret)], 'must be text that is not empty')
      .transform((value) => (typeof value === 'string' ? new Secret(value) : value))
      .optional(),
    model: text.optional(),
    kind: z.enum(kinds, `must be one of ${kinds.join(', ')}`).optional(),
    maxConcurrent: z.int('must be a whole number').min(1).max(10_000).optional(),
    weight: z.number('must be a number').positive().max(1000).optional(),
  }),
  'must be a list of servers, each with its "url"',
);

/** All upstreams that are configured, that of the environment first. */
export function configuredUpstreams(settings: UpstreamSettings): UpstreamConfig[] {
  const { upstreams = [], upstreamUrl, upstreamKey } = settings;
  return [...(upstreamUrl === undefined ? [] : [{ url: upstreamUrl, apiKey: upstreamKey }]), ...upstreams];
}

export function remoteEngineUpstreams(settings: UpstreamSettings): RemoteEngineOptions['upstreams'] {
  return configuredUpstreams(settings).map(({ apiKey, ...upstream }) => ({ ...upstream, apiKey: apiKey?.reveal() }));
}

/** Mistakes that show only when all settings are known; none of it matters to another backend. */
export function checkUpstreams(
  settings: UpstreamSettings,
  server: { host: string; port: number },
  sourceOf: (path: string) => string,
): ConfigIssue[] {
  const issue = (path: string, message: string): ConfigIssue => ({ path, message, source: sourceOf(path) });
  const { upstreams = [], upstreamUrl, llamaServerPath } = settings;
  const all = configuredUpstreams(settings);
  if (llamaServerPath !== undefined && all.length > 0) {
    return [
      issue(
        'runtime.llamaServerPath',
        'goes with no upstreams: leave it out, or OPENAI_API_BASE_URL and runtime.upstreams',
      ),
    ];
  }
  if (llamaServerPath === undefined && all.length === 0) {
    const message =
      'the backend "remote" needs an upstream: set OPENAI_API_BASE_URL, runtime.upstreams or LLAMA_SERVER_PATH';
    return [issue('runtime.backend', message)];
  }
  const places = [
    ...(upstreamUrl === undefined ? [] : [{ path: 'runtime.upstreamUrl', url: upstreamUrl }]),
    ...upstreams.map(({ url }, index) => ({ path: `runtime.upstreams.${index}.url`, url })),
  ];
  return places.flatMap(({ path, url }) => {
    const problem = problemOf(url, server);
    return problem === undefined ? [] : [issue(path, problem)];
  });
}

/** Never quotes the URL: it may hold a password. */
function problemOf(url: string, server: { host: string; port: number }): string | undefined {
  if (!URL.canParse(url)) return 'must be a URL, such as http://127.0.0.1:8001/v1';
  const { protocol, username, password, search, hash, hostname, port } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') return 'must be an http: or https: URL';
  if (username !== '' || password !== '') return 'must not hold a password; set the API key instead';
  if (search !== '' || hash !== '') return 'must not have a query or a fragment';
  const defaultPort = protocol === 'https:' ? 443 : 80;
  const isOwnPort = server.port !== 0 && (port === '' ? defaultPort : Number(port)) === server.port;
  if (!isOwnPort || !isOwnHost(withoutBrackets(hostname), withoutBrackets(server.host))) return undefined;
  return `is this server's own address; set the address of the server that has the model`;
}

function isOwnHost(hostname: string, host: string): boolean {
  const isLoopback = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|0\.0\.0\.0|::)$/i;
  return hostname.toLowerCase() === host.toLowerCase() || (isLoopback.test(hostname) && isLoopback.test(host));
}

import {
  mcpServersSchema,
  type HttpServerConfig,
  type McpServerConfig,
  type OAuthConfig,
} from '@tuneloop/mcp-bridge/config';
import { z } from 'zod';
import { Secret } from '../config/secret.ts';

/** An entry of `mcpServers`, whose variables, headers and client secret may be keys and are never printed. */
export type McpServerSettings = Omit<McpServerConfig, 'env' | 'headers' | 'oauth'> & {
  env?: Record<string, Secret> | undefined;
  headers?: Record<string, Secret> | undefined;
  oauth?: (Omit<OAuthConfig, 'clientSecret'> & { clientSecret?: Secret | undefined }) | undefined;
};

/** Where an entry may hold secrets. */
interface Secrets<T> {
  env?: Record<string, T> | undefined;
  headers?: Record<string, T> | undefined;
  oauth?: { clientSecret?: T | undefined } | undefined;
}

function mapSecrets<From, To>(server: Secrets<From>, map: (value: From) => To): Secrets<To> {
  const all = (values: Record<string, From>): Record<string, To> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
  const { env, headers, oauth, ...rest } = server;
  const { clientSecret, ...login } = oauth ?? {};
  return {
    ...rest,
    ...(env && { env: all(env) }),
    ...(headers && { headers: all(headers) }),
    ...(oauth && { oauth: { ...login, ...(clientSecret !== undefined && { clientSecret: map(clientSecret) }) } }),
  };
}

const hide = (server: McpServerConfig): McpServerSettings =>
  mapSecrets(server as Secrets<string>, (value) => new Secret(value)) as McpServerSettings;

export const mcpServerSettingsSchema: z.ZodType<Record<string, McpServerSettings>> = mcpServersSchema.transform(
  (servers) => Object.fromEntries(Object.entries(servers).map(([name, server]) => [name, hide(server)])),
);

/** What `logInToMcpServer` takes. */
export function revealServer(server: McpServerSettings): McpServerConfig {
  return mapSecrets(server as Secrets<Secret>, (value) => value.reveal()) as McpServerConfig & HttpServerConfig;
}

/** What `connectMcpServers` takes. */
export function revealServers(servers: Readonly<Record<string, McpServerSettings>>): Record<string, McpServerConfig> {
  return Object.fromEntries(Object.entries(servers).map(([name, server]) => [name, revealServer(server)]));
}

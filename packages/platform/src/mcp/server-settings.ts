import { mcpServersSchema, type McpServerConfig } from '@tuneloop/mcp-bridge/config';
import { z } from 'zod';
import { Secret } from '../config/secret.ts';

/** An entry of `mcpServers`, whose variables and headers may hold keys and are never printed. */
export type McpServerSettings = Omit<McpServerConfig, 'env' | 'headers'> & {
  env?: Record<string, Secret> | undefined;
  headers?: Record<string, Secret> | undefined;
};

const hide = (values: Record<string, string> | undefined): Record<string, Secret> | undefined =>
  values && Object.fromEntries(Object.entries(values).map(([name, value]) => [name, new Secret(value)]));

const reveal = (values: Record<string, Secret> | undefined): Record<string, string> | undefined =>
  values && Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.reveal()]));

export const mcpServerSettingsSchema: z.ZodType<Record<string, McpServerSettings>> = mcpServersSchema.transform(
  (servers) =>
    Object.fromEntries(
      Object.entries(servers).map(([name, server]) => {
        const { env, headers, ...rest }: { env?: Record<string, string>; headers?: Record<string, string> } = {
          ...(server as object),
        };
        return [name, { ...rest, ...(env && { env: hide(env) }), ...(headers && { headers: hide(headers) }) }];
      }),
    ) as Record<string, McpServerSettings>,
);

/** What `connectMcpServers` takes. */
export function revealServers(servers: Readonly<Record<string, McpServerSettings>>): Record<string, McpServerConfig> {
  return Object.fromEntries(
    Object.entries(servers).map(([name, { env, headers, ...server }]) => [
      name,
      { ...server, ...(env && { env: reveal(env) }), ...(headers && { headers: reveal(headers) }) } as McpServerConfig,
    ]),
  );
}

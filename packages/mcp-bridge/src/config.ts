/** The shape of `mcpServers`, without the protocol's SDK: for programs that read a configuration before they need it. */
export {
  mcpServerConfigSchema,
  mcpServersSchema,
  type HttpServerConfig,
  type McpServerConfig,
  type StdioServerConfig,
} from './client/server-config.ts';
export type { OAuthConfig } from './client/oauth/oauth-config.ts';

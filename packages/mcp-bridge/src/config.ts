/** The shape of `mcpServers` and of the HTTP routes, without the protocol's SDK: for programs that may never need it. */
export {
  mcpServerConfigSchema,
  mcpServersSchema,
  type HttpServerConfig,
  type McpServerConfig,
  type StdioServerConfig,
} from './client/server-config.ts';
export type { OAuthConfig } from './client/oauth/oauth-config.ts';
export { describeMcp } from './openapi.ts';

export {
  connectMcpServers,
  type ConnectMcpServersOptions,
  type McpConnection,
  type McpConnections,
} from './client/connect-mcp-servers.ts';
export * from './config.ts';
export type { CredentialOwner, McpCredentialStore } from './client/oauth/credential-store.ts';
export { logInToMcpServer, type LogInOptions } from './client/oauth/log-in.ts';
export type {
  McpPrompt,
  McpPromptMessage,
  McpResource,
  McpResourceContent,
  RemoteLibrary,
} from './client/remote-library.ts';
export type { McpServerState, McpServerStatus } from './client/server-status.ts';
export { createMcpRouter, type McpRouter } from './http/create-mcp-router.ts';
export type { GuardOptions, KeyWatch, McpClient } from './http/guard-options.ts';
export { mcpRouterLimitsSchema, type McpRouterLimits, type McpRouterOptions } from './http/router-options.ts';
export type { Logger } from './logger.ts';
export { createToolRouter, type ToolRouterOptions } from './plain-http/create-tool-router.ts';
export { createMcpServer, type McpServer, type McpServerOptions } from './server/create-mcp-server.ts';
export type { McpConversation, McpConversations, McpConversationSummary } from './server/mcp-conversations.ts';
export type {
  McpCall,
  McpCompletion,
  McpFeature,
  McpPage,
  McpPromptSet,
  McpResourceChange,
  McpResourceSet,
  McpToolSet,
} from './server/mcp-feature.ts';
export { oneModel, type McpModel, type McpModels } from './server/mcp-models.ts';
export type { ChangeListener, ServerChange } from './server/server-change.ts';
export { serveMcpOverStdio, type StdioOptions } from './stdio/serve-mcp-over-stdio.ts';

import { TuneloopError, type ToolExecutor } from '@tuneloop/protocol';
import { conversationPrompts } from './conversation-prompts.ts';
import { conversationResources } from './conversation-resources.ts';
import { executorTools } from './executor-tools.ts';
import { FeatureSet } from './feature-set.ts';
import type { McpConversations } from './mcp-conversations.ts';
import type { McpFeature } from './mcp-feature.ts';
import type { McpModels } from './mcp-models.ts';
import { modelTools } from './model-tools.ts';
import { openConnection, type ConnectionOptions, type McpServerInfo } from './open-connection.ts';
import type { ProtocolServer } from './protocol-server.ts';
import type { ChangeListener } from './server-change.ts';

export interface McpServerOptions extends Partial<McpServerInfo> {
  /** Tools, and the policy that judges each call of them. */
  executor?: ToolExecutor | undefined;
  /** Offered as the tools `generate` and `embed`. */
  models?: McpModels | undefined;
  /** Offered as resources and as the prompt `conversation`. */
  conversations?: McpConversations | undefined;
  /** Anything else. Where two things have one name, the one named earlier here wins. */
  features?: readonly McpFeature[] | undefined;
}

/** What is served; `serveMcpOverStdio` and `createMcpRouter` bring it to clients. */
export interface McpServer {
  /** A protocol server for one connection, or for one request of a protocol version without connections. */
  connect(options: ConnectionOptions): Promise<ProtocolServer>;
  /** Calls back after each change of what is offered; the returned function ends that. */
  watch(listener: ChangeListener): () => void;
}

/**
 * An MCP server over tools, models and conversations, for every protocol version from 2024-10-07 to 2026-07-28.
 *
 * Errors: `INVALID_REQUEST` when it would offer nothing.
 */
export function createMcpServer(options: McpServerOptions): McpServer {
  const { executor, models, conversations, name = 'tuneloop', version = '0.1.0', instructions } = options;
  const features: McpFeature[] = [
    ...(executor ? [{ tools: executorTools(executor) }] : []),
    ...(models ? [{ tools: modelTools(models) }] : []),
    ...(conversations
      ? [{ resources: conversationResources(conversations), prompts: conversationPrompts(conversations) }]
      : []),
    ...(options.features ?? []),
  ];
  if (features.length === 0) {
    const message = 'An MCP server needs something to offer: give it "executor", "models" or "conversations".';
    throw new TuneloopError('INVALID_REQUEST', message);
  }
  const offered = new FeatureSet(features);
  return {
    connect: (connection) => openConnection(offered, { name, version, instructions }, connection),
    watch: (listener) => offered.watch(listener),
  };
}

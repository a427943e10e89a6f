import type { McpConversations, McpModels, McpServer } from '@tuneloop/mcp-bridge';
import { readBuildInfo } from '../build-info.ts';
import type { PlatformTools } from '../tools/platform-tools.ts';

/** What this server offers by MCP. */
export interface McpOffer {
  tools: PlatformTools;
  models: McpModels;
  conversations: McpConversations;
}

/** Its tools, `generate` and `embed`, and stored conversations. Loads the protocol's SDK. */
export async function createOfferedServer({ tools, models, conversations }: McpOffer): Promise<McpServer> {
  const [{ createMcpServer }, executor] = await Promise.all([import('@tuneloop/mcp-bridge'), tools.executor()]);
  return createMcpServer({ version: readBuildInfo().version, executor, models, conversations });
}

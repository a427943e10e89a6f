import {
  McpServer as SdkServer,
  type Implementation,
  type ServerOptions,
  type Tool,
} from '@modelcontextprotocol/server';

/**
 * The SDK's server with our handlers on its protocol layer. The SDK compares `Mcp-Param-*` headers with a call's
 * arguments by the schemas that this method tells it (MCP 2026-07-28, `x-mcp-header`).
 */
export class ProtocolServer extends SdkServer {
  readonly #tools: readonly Tool[];

  constructor(info: Implementation, options: ServerOptions, tools: readonly Tool[]) {
    super(info, options);
    this.#tools = tools;
  }

  override toolInputSchemaJson(name: string): Record<string, unknown> | undefined {
    return this.#tools.find((tool) => tool.name === name)?.inputSchema;
  }
}

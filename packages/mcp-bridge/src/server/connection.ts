import type { Server, ServerContext } from '@modelcontextprotocol/server';
import type { FeatureSet } from './feature-set.ts';
import type { McpCall } from './mcp-feature.ts';

/** What a handler knows of its connection. */
export interface Connection {
  server: Server;
  features: FeatureSet;
  owner: string;
  /** URIs whose changes the client wants to know of. */
  subscriptions: Set<string>;
  callOf(context: ServerContext): McpCall;
}

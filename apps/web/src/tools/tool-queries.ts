import { queryOptions } from '@tanstack/react-query';
import { api, dataOf, type Schemas } from '../api/client.ts';

export type Tool = Schemas['ControlledTool'];
export type Decision = Tool['decision'];
export type McpServer = Schemas['McpServerList']['data'][number];
export type ToolRun = Schemas['ToolRun'];
export type TestedServer = Schemas['TestedMcpServer'];

const soonMs = 1000;
const calmMs = 10_000;

/** Every tool with its source, and what the policy says of it. */
export const toolsQuery = queryOptions({
  queryKey: ['tools'],
  queryFn: async ({ signal }) => (await dataOf(api.GET('/v1/tools', { signal }))).data,
  refetchInterval: calmMs,
});

const changing: ReadonlySet<McpServer['state']> = new Set(['connecting', 'restarting']);

/** MCP servers; looked at often while one is on its way. */
export const serversQuery = queryOptions({
  queryKey: ['mcp-servers'],
  queryFn: async ({ signal }) => (await dataOf(api.GET('/v1/mcp/servers', { signal }))).data,
  refetchInterval: ({ state }) => (state.data?.some((server) => changing.has(server.state)) ? soonMs : calmMs),
});

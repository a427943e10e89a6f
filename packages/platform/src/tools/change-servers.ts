import type { McpConnections, McpServerConfig } from '@tuneloop/mcp-bridge';
import { isSameValue } from '../config/same-value.ts';

type Servers = Readonly<Record<string, McpServerConfig>>;

/** Ends the servers that are not configured any more, connects new ones, and those anew whose configuration is another. */
export async function changeServers(connections: McpConnections, before: Servers, after: Servers): Promise<void> {
  const isChanged = (name: string): boolean => !isSameValue(before[name], after[name]);
  const ended = Object.keys(before).filter((name) => isChanged(name) && connections.find(name) !== undefined);
  await Promise.all(ended.map((name) => connections.remove(name)));
  for (const [name, server] of Object.entries(after)) {
    if (!isChanged(name)) continue;
    // One that somebody added under this name while the server ran: the configuration wins.
    if (connections.find(name)) await connections.remove(name);
    connections.add(name, server);
  }
}

import { TuneloopError, type ToolExecutor } from '@tuneloop/protocol';
import type { RequestedToolServer, ToolServers } from '../src/mcp-tools/tool-servers.ts';

export interface TestToolServers extends ToolServers {
  /** What was asked for. */
  opened: RequestedToolServer[];
  /** How many are open. */
  open(...args: Parameters<ToolServers['open']>): ReturnType<ToolServers['open']>;
  openCount: number;
}

/** Servers by label, whose tools the model knows as `label__tool`, as the executor of each has them. */
export function createTestToolServers(servers: Readonly<Record<string, ToolExecutor>>): TestToolServers {
  const self: TestToolServers = {
    opened: [],
    openCount: 0,
    open: async (server) => {
      self.opened.push(server);
      const executor = servers[server.label];
      if (!executor) throw new TuneloopError('INVALID_REQUEST', `There is no server "${server.label}".`);
      self.openCount += 1;
      const tools = executor.list().map(({ name, ...tool }) => {
        return { ...tool, name: name.replace(`${server.label}__`, ''), modelName: name };
      });
      return { tools, executor, [Symbol.asyncDispose]: async () => void (self.openCount -= 1) };
    },
  };
  return self;
}

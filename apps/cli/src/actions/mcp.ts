import { createLogger, createPlatform, loadConfig, runMcpOverStdio, runMcpServer } from '@tuneloop/platform';
import { configRequest } from '../config-options.ts';
import { exitCodes } from '../exit-code.ts';
import { notice, printJson, warning } from '../notice.ts';
import { openConfiguredPlatform } from '../open-platform.ts';
import { withoutControlCharacters } from '../terminal/control-characters.ts';
import { formatTable } from '../terminal/table.ts';

/** Serves until a signal comes, or until the client at standard input goes. The log goes to standard error. */
export async function serveMcp(options: { stdio?: boolean; port?: string }): Promise<void> {
  const { config, warnings } = await loadConfig(configRequest({ ...options }));
  for (const text of warnings) warning(text);
  const { signal, release } = stopSignal();
  try {
    // Whoever speaks by standard input and output started this program, and needs no address and no key for it.
    const served = options.stdio ? { ...config, server: { ...config.server, host: '127.0.0.1' } } : config;
    await using platform = await createPlatform(served, { logger: createLogger(config.log) });
    if (options.stdio) {
      await runMcpOverStdio(platform, signal);
      return;
    }
    const onListening = (url: string): void => {
      process.stdout.write(`MCP on ${url}/mcp, plain HTTP on ${url}/tools and ${url}/tool_call\n`);
      notice('Every request needs an API key with the scope "admin": Authorization: Bearer KEY. Ctrl-C stops.');
    };
    const port = options.port === undefined ? config.mcp.port : config.server.port;
    await runMcpServer(platform, { port, signal, onListening });
  } finally {
    release();
  }
}

export async function listMcpTools(options: { json?: boolean }): Promise<void> {
  await using platform = await openConfiguredPlatform(options);
  const connections = await platform.tools.servers();
  await connections.settled;
  const servers = connections.status();
  const tools = new Map(connections.source.list().map((tool) => [tool.name, tool]));
  if (servers.some(({ state }) => state !== 'connected' && state !== 'disabled')) {
    process.exitCode = exitCodes.failure;
  }
  if (options.json) {
    printJson({
      servers: servers.map((server) => ({
        ...server,
        tools: server.tools.flatMap((name) => {
          const tool = tools.get(name);
          return tool ? [{ name, description: tool.description, effects: tool.effects }] : [];
        }),
      })),
    });
    return;
  }
  if (servers.length === 0) {
    notice('The configuration names no MCP servers; see "mcpServers" in docs/guides/mcp.md.');
    return;
  }
  const rows = servers.flatMap(({ name, tools: names }) =>
    names.map((tool) => [name, tool, firstLine(tools.get(tool)?.description ?? '')].map(withoutControlCharacters)),
  );
  if (rows.length > 0) {
    process.stdout.write(`${formatTable([{ title: 'SERVER' }, { title: 'TOOL' }, { title: 'DESCRIPTION' }], rows)}\n`);
  }
  for (const { name, state, problem } of servers) {
    if (state !== 'connected') notice(`${name} is ${state}${problem === undefined ? '' : `: ${problem}`}`);
  }
}

function firstLine(text: string): string {
  const line = text.trim().split('\n', 1)[0] ?? '';
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

/** Fires at the first SIGINT or SIGTERM; the second ends the process at once. */
function stopSignal(): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const name of signals) process.once(name, stop);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of signals) process.off(name, stop);
    },
  };
}

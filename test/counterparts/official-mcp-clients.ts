import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { inject } from 'vitest';

export interface McpAddress {
  url: string;
  key: string;
}

export interface LangChainTools extends AsyncDisposable {
  tools: { name: string; invoke(args: object): Promise<unknown> }[];
}

const requireClient = (): NodeJS.Require => createRequire(join(inject('mcpModules'), 'any.js'));

/** What the official inspector's command line prints for these arguments. */
export async function inspect({ url, key }: McpAddress, ...args: string[]): Promise<Record<string, unknown>> {
  const manifest = requireClient().resolve('@modelcontextprotocol/inspector/package.json');
  const { bin } = createRequire(manifest)(manifest) as { bin: Record<string, string> };
  const program = join(manifest, '..', bin['mcp-inspector']!);
  const header = ['--header', `Authorization: Bearer ${key}`];
  const all = [program, '--cli', url, '--transport', 'http', ...header, ...args];
  const { stdout } = await promisify(execFile)(process.execPath, all);
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** What LangChain's adapters make of a server. */
export async function langChainTools({ url, key }: McpAddress): Promise<LangChainTools> {
  const entry = requireClient().resolve('@langchain/mcp-adapters');
  const { MultiServerMCPClient } = (await import(pathToFileURL(entry).href)) as {
    MultiServerMCPClient: new (config: object) => {
      getTools(): Promise<LangChainTools['tools']>;
      close(): Promise<void>;
    };
  };
  const client = new MultiServerMCPClient({
    mcpServers: { ours: { transport: 'http', url, headers: { Authorization: `Bearer ${key}` } } },
  });
  const tools = await client.getTools();
  return { tools, [Symbol.asyncDispose]: () => client.close() };
}

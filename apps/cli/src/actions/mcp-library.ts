import type { McpConnection, McpConnections } from '@tuneloop/platform';
import { TuneloopError } from '@tuneloop/protocol';
import { exitCodes } from '../exit-code.ts';
import { notice, printJson } from '../notice.ts';
import { openConfiguredPlatform } from '../open-platform.ts';
import { withoutControlCharacters } from '../terminal/control-characters.ts';
import { formatTable } from '../terminal/table.ts';

interface LibraryOptions {
  json?: boolean;
  /** `name=value` */
  arg?: string[];
}

/** Lists what servers have to read, or prints one of these. */
export async function showMcpResources(
  { name, uri }: { name: string | undefined; uri: string | undefined },
  options: LibraryOptions,
): Promise<void> {
  await using platform = await openConfiguredPlatform(options);
  const connections = await platform.tools.servers();
  if (name !== undefined && uri !== undefined) {
    const contents = await (await connected(connections, name)).read(uri);
    if (options.json) {
      printJson(
        contents.map((content) => ('bytes' in content ? { ...content, bytes: base64(content.bytes) } : content)),
      );
      return;
    }
    for (const content of contents) {
      if ('text' in content) process.stdout.write(`${safeText(content.text)}\n`);
      else process.stdout.write(content.bytes);
    }
    return;
  }
  const rows = await collect(connections, name, async (server) =>
    (await server.resources()).map((resource) => ({ server: server.status().name, ...resource })),
  );
  if (options.json) printJson(rows);
  else
    printTable(
      ['SERVER', 'URI', 'NAME'],
      rows.map((row) => [row.server, row.uri, row.title ?? row.name]),
      'resources',
    );
}

/** Lists the prompts of servers, or prints one, filled in. */
export async function showMcpPrompts(
  { name, prompt }: { name: string | undefined; prompt: string | undefined },
  options: LibraryOptions,
): Promise<void> {
  const args = parseArguments(options.arg ?? []);
  await using platform = await openConfiguredPlatform({ json: options.json });
  const connections = await platform.tools.servers();
  if (name !== undefined && prompt !== undefined) {
    const messages = await (await connected(connections, name)).prompt(prompt, args);
    if (options.json) printJson(messages);
    else
      for (const { role, text } of messages)
        process.stdout.write(`${role.toUpperCase()}\n${withoutControlCharacters(text)}\n\n`);
    return;
  }
  const rows = await collect(connections, name, async (server) =>
    (await server.prompts()).map((one) => ({ server: server.status().name, ...one })),
  );
  const shown = rows.map((row) => [
    row.server,
    row.name,
    row.arguments.map((argument) => (argument.required ? argument.name : `[${argument.name}]`)).join(' '),
    row.description ?? '',
  ]);
  if (options.json) printJson(rows);
  else printTable(['SERVER', 'PROMPT', 'ARGUMENTS', 'DESCRIPTION'], shown, 'prompts');
}

/** Of one server, or of all; one that fails is named, and the others are shown. */
async function collect<T>(
  connections: McpConnections,
  name: string | undefined,
  ask: (server: McpConnection) => Promise<T[]>,
): Promise<T[]> {
  if (name !== undefined) return ask(await connected(connections, name));
  await connections.settled;
  const servers = connections.status().filter(({ state }) => state !== 'disabled');
  const answers = await Promise.all(
    servers.map(async (status) => {
      try {
        return await ask(connections.find(status.name)!);
      } catch (error) {
        process.exitCode = exitCodes.failure;
        notice(TuneloopError.from(error).message);
        return [];
      }
    }),
  );
  return answers.flat();
}

async function connected(connections: McpConnections, name: string): Promise<McpConnection> {
  const server = connections.find(name);
  if (!server) {
    const names = connections.status().map((status) => status.name);
    throw new TuneloopError(
      'INVALID_REQUEST',
      `"mcpServers" has no "${name}". There are: ${names.join(', ') || 'none'}.`,
    );
  }
  await server.settled;
  return server;
}

function parseArguments(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new TuneloopError('INVALID_REQUEST', `--arg takes NAME=VALUE, not "${pair}".`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

function printTable(titles: readonly string[], rows: readonly string[][], what: string): void {
  if (rows.length === 0) {
    notice(`The configured MCP servers have no ${what}.`);
    return;
  }
  const safe = rows.map((row) =>
    row.map((cell) => withoutControlCharacters(cell.split('\n', 1)[0] ?? '').slice(0, 120)),
  );
  process.stdout.write(
    `${formatTable(
      titles.map((title) => ({ title })),
      safe,
    )}\n`,
  );
}

/** A pipe gets what the server has; a terminal must not be steered by it. */
function safeText(text: string): string {
  return process.stdout.isTTY ? withoutControlCharacters(text) : text;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

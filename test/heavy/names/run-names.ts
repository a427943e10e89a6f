import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../packages/runtime/src/remote/llama-server/free-port.ts';
import { ask, writes } from '../disks/writes.ts';
import { CountingClient, type Answer } from '../room/counting-client.ts';
import { Ledger } from '../room/ledger.ts';
import { createServerProcess } from '../room/server-process.ts';
import { readServerLog } from '../soak/read-log.ts';
import { nameFaults, NameServer, type NameFault } from './name-server.ts';

export interface NamesResult {
  fault: NameFault | 'none';
  /** What was done meanwhile, by its name, and the longest that it took, in ms. */
  longestMs: Readonly<Record<string, number>>;
  /** What the tool said of its names, without them. */
  said: string[];
  problems: string[];
}

export interface NamesReport {
  startMs: number;
  results: NamesResult[];
  problems: string[];
}

const key = 'names-admin-key';
const toolLimitMs = 4000;
/** What needs no name has to be done in this time, in ms. */
const localLimitMs = 2500;

/** A server whose name server fails, with many look-ups at once. To be run in mount and network namespaces of its own. */
export async function runNames(
  folder: string,
  { lookups, faults = nameFaults, onResult }: NamesOptions,
): Promise<NamesReport> {
  isolate(folder);
  const port = await freePort();
  const env = {
    API_KEY: key,
    TUNELOOP_OFFLINE: 'false',
    HF_ENDPOINT: 'https://hub.nowhere.invalid',
    LANGFUSE_BASE_URL: 'http://langfuse.nowhere.invalid',
    LANGFUSE_API_KEY: 'pk-lf-1:sk-lf-1',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://otlp.nowhere.invalid:4318',
    LABEL_STUDIO_URL: 'http://labels.nowhere.invalid',
    LABEL_STUDIO_API_KEY: 'token',
  };
  const neighbourPort = await freePort();
  const neighbour = createServer((_request, response) => response.end('here')).listen(neighbourPort, '127.0.0.1');
  const server = createServerProcess({ engine: 'scripted', folder, port, env });
  const config = {
    mcpServers: { far: { url: 'http://mcp.nowhere.invalid/mcp' } },
    tools: {
      policy: {
        tools: { http_request: 'allow', lookup_hostname: 'allow' },
        network: { timeoutMs: toolLimitMs, allowAddresses: ['loopback'], ports: [80, neighbourPort] },
      },
    },
  };
  // YAML takes JSON.
  writeFileSync(join(folder, 'work', 'tuneloop.config.yaml'), JSON.stringify(config));
  writeFileSync(join(folder, 'work', 'a.txt'), 'a file');
  const names = new NameServer();
  const problems: string[] = [];
  const results: NamesResult[] = [];
  using client = new CountingClient({ url: server.url, key, ledger: new Ledger(), limitMs: 20_000 });
  try {
    await names.setFault('silent');
    const startedAt = performance.now();
    await server.start();
    const startMs = performance.now() - startedAt;
    // Calls of one owner that change something wait for the earlier ones: who looks up names is somebody else.
    const made = await client.send({
      method: 'POST',
      route: '/v1/keys',
      body: { name: 'other', scopes: ['admin'] },
    });
    using other = client.withKey(String(made.json['key']));
    const local: Readonly<Record<string, () => Promise<Answer>>> = {
      'an answer': () => ask(client),
      'a file read by a tool': () => callTool(client, 'read_file', { path: join(folder, 'work', 'a.txt') }),
      'a neighbour by its name': () => callTool(client, 'http_request', { url: `http://localhost:${neighbourPort}/` }),
      ...Object.fromEntries(
        (['a stored conversation', 'a key', 'a file', 'a rating'] as const).map((name) => [
          name,
          () => writes[name]!(client),
        ]),
      ),
    };
    for (const fault of ['none', ...faults] as const) {
      const result = await underFault(fault, { client, other, names, local, lookups });
      if (!server.isRunning) result.problems.push(`the server ended: ${JSON.stringify(server.exit)}`);
      results.push(result);
      onResult?.(result);
    }
    const stoppedAt = performance.now();
    await server.kill('SIGTERM');
    const stopMs = performance.now() - stoppedAt;
    if (server.exit?.code !== 0) problems.push(`SIGTERM ended it with ${JSON.stringify(server.exit)}`);
    if (stopMs > 20_000) problems.push(`SIGTERM took ${stopMs.toFixed(0)} ms`);
    problems.push(...(await readServerLog(server.logFile)).foreign.map((line) => `the server's log has: ${line}`));
    return { startMs, results, problems };
  } finally {
    await server.kill('SIGKILL');
    await names.close();
    neighbour.close();
  }
}

export interface NamesOptions {
  /** How many names are looked up at once. */
  lookups: number;
  faults?: readonly NameFault[] | undefined;
  onResult?: ((result: NamesResult) => void) | undefined;
}

interface Surroundings {
  client: CountingClient;
  other: CountingClient;
  names: NameServer;
  local: Readonly<Record<string, () => Promise<Answer>>>;
  lookups: number;
}

async function underFault(
  fault: NameFault | 'none',
  { client, other, names, local, lookups }: Surroundings,
): Promise<NamesResult> {
  const problems: string[] = [];
  if (fault !== 'none') await names.setFault(fault);
  const count = fault === 'none' ? 0 : lookups;
  const calls = Array.from({ length: count }, async () => {
    const startedAt = performance.now();
    const hostname = `${randomUUID()}.nowhere.invalid`;
    const { text, status } = await callTool(other, 'lookup_hostname', { hostname });
    const tookMs = performance.now() - startedAt;
    if (tookMs > toolLimitMs + 1500) problems.push(`a look-up ended after ${tookMs.toFixed(0)} ms`);
    if (status !== 200 || !/could not be resolved|no complete answer/.test(text)) {
      problems.push(`a look-up: ${status} ${text.slice(0, 200)}`);
    }
    return text.replaceAll(/[\da-f-]{36}/g, '…');
  });
  await sleep(300);
  const longestMs: Record<string, number> = {};
  for (let round = 0; round < 3; round++) {
    for (const [name, work] of Object.entries(local)) {
      const startedAt = performance.now();
      const { status, text } = await work();
      const tookMs = performance.now() - startedAt;
      longestMs[name] = Math.max(longestMs[name] ?? 0, tookMs);
      if (status === 0 || status >= 300 || text.includes('"status":"error"'))
        problems.push(`${name}: ${status} ${text.slice(0, 200)}`);
      if (tookMs > localLimitMs) problems.push(`${name} took ${tookMs.toFixed(0)} ms`);
    }
  }
  const said = [...new Set(await Promise.all(calls))];
  // Long beyond what a resolver of the system may still be at.
  const { status } = await ask(client);
  if (status !== 200) problems.push(`an answer afterwards is ${status}`);
  return { fault, longestMs, said, problems: [...new Set(problems)] };
}

const callTool = (client: CountingClient, name: string, args: object): Promise<Answer> =>
  client
    .send({ method: 'POST', route: '/tool_call', body: { name, arguments: args } })
    .catch((error: Error) => ({ status: 0, headers: {}, text: error.message, json: {} }));

/** This process, and what it starts, see nothing but the loopback interface, and ask 127.0.0.1 for names. */
function isolate(folder: string): void {
  execFileSync('/sbin/ip', ['link', 'set', 'lo', 'up']);
  const file = join(folder, 'resolv.conf');
  writeFileSync(file, 'nameserver 127.0.0.1\n');
  execFileSync('/bin/mount', ['--bind', file, '/etc/resolv.conf']);
}

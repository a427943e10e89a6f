import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openAdapterRegistry } from '@tuneloop/lora';
import { writeTestAdapter, writeTestBaseModel } from '@tuneloop/runtime/testing';
import { freePort } from '../../../packages/runtime/src/remote/llama-server/free-port.ts';
import { CountingClient } from '../room/counting-client.ts';
import { Ledger } from '../room/ledger.ts';
import { descendants, readProcess } from '../room/processes.ts';
import { Random } from '../room/random.ts';
import { fetchMetrics, sumOf } from '../room/read-metrics.ts';
import { createServerProcess, isReady, type ServedEngine, type ServerProcess } from '../room/server-process.ts';
import { Acknowledged } from './acknowledged.ts';
import { leftovers, verifyOnDisk, verifyOverHttp } from './verify.ts';
import { changes, keepWriting, pirateVersions, type Writer } from './writers.ts';

/** Which process is killed. `mcp`: a server of tools that the server started. */
export type Victim = 'server' | 'engine' | 'mcp';

export interface KillsOptions {
  engine: ServedEngine;
  folder: string;
  kills: number;
  modelPath?: string | undefined;
  seed?: number | undefined;
  /** How long the service may take to come back by itself. Default 30 s. */
  backLimitMs?: number | undefined;
  onKill?: ((kill: KillResult) => void) | undefined;
}

export interface KillResult {
  number: number;
  victim: Victim;
  /** From the kill until `/health/ready` says so again, with a new process where the server was killed. */
  backMs: number;
  acknowledged: number;
  problems: string[];
}

export interface KillsReport {
  kills: KillResult[];
  acknowledged: Acknowledged;
  requests: number;
  cut: number;
  leftovers: string[];
  problems: string[];
}

const adminKey = 'kills-admin-key';

const patienceMs = 180_000;

/** Kills processes at random moments under load, and asks afterwards for everything that was acknowledged. */
export async function runKills(options: KillsOptions): Promise<KillsReport> {
  const { engine, folder, kills, modelPath, seed = 1, backLimitMs = 30_000, onKill } = options;
  const random = new Random(seed);
  const server = createServerProcess({ engine, folder, port: await freePort(), modelPath, env: { API_KEY: adminKey } });
  await prepare(server, folder, modelPath);
  const ledger = new Ledger();
  const acknowledged = new Acknowledged();
  const results: KillResult[] = [];
  const surprises: string[] = [];
  const end = new AbortController();
  using client = new CountingClient({ url: server.url, key: adminKey, ledger, limitMs: 30_000 });
  try {
    await server.start();
    const writing = Object.entries(changes).map(([name, kinds], index) => {
      const onSurprise = (what: string): void => void surprises.push(what);
      const writer: Writer = { name, client, random: new Random(seed * 100 + index), acknowledged, onSurprise };
      return keepWriting(writer, kinds, end.signal);
    });
    for (let number = 1; number <= kills; number++) {
      await sleep(random.between(300, 2500));
      const wanted: Victim = random.pick(
        engine === 'scripted' ? ['server', 'server', 'mcp'] : ['server', 'engine', 'engine', 'mcp'],
      );
      const victim = pickProcess(server, wanted);
      const children = descendants(server.pid);
      const killedAt = performance.now();
      if (victim === undefined || wanted === 'server') await server.kill('SIGKILL');
      else process.kill(victim, 'SIGKILL');
      const isServer = victim === undefined || wanted === 'server';
      if (isServer) {
        // As a service manager does.
        await sleep(100);
        await server.start();
      } else {
        await backAgain(server, wanted);
      }
      const backMs = performance.now() - killedAt;
      const problems = await verifyOverHttp(client, acknowledged);
      if (!server.isRunning) problems.push(`the server ended: ${JSON.stringify(server.exit)}`);
      if (isServer) problems.push(...(await orphans(children.map(({ pid }) => pid))));
      if (backMs > backLimitMs) problems.push(`back after ${(backMs / 1000).toFixed(1)} s`);
      problems.push(...new Set(surprises.splice(0)));
      const result = {
        number,
        victim: isServer ? ('server' as const) : wanted,
        backMs,
        acknowledged: acknowledged.size,
        problems,
      };
      results.push(result);
      onKill?.(result);
    }
    end.abort();
    await Promise.all(writing);
    const problems = [...(await settled(server))];
    problems.push(...(await verifyOverHttp(client, acknowledged)));
    await server.kill('SIGTERM');
    if (server.exit?.code !== 0) problems.push(`SIGTERM ended it with ${JSON.stringify(server.exit)}`);
    problems.push(...(await verifyOnDisk(server.dataFolder, acknowledged)));
    return {
      kills: results,
      acknowledged,
      requests: ledger.total,
      cut: ledger.totalOf((outcome) => outcome === 'cut'),
      leftovers: leftovers(server.dataFolder),
      problems,
    };
  } finally {
    end.abort();
    await server.kill('SIGKILL');
  }
}

/** A model with three versions of an adapter, and a server of tools. */
async function prepare(server: ServerProcess, folder: string, modelPath: string | undefined): Promise<void> {
  const { dataFolder } = server;
  const base = modelPath ?? join(dataFolder, 'base.gguf');
  if (modelPath === undefined) await writeTestBaseModel(base);
  const adaptersFolder = join(dataFolder, 'adapters');
  await mkdir(adaptersFolder, { recursive: true });
  const registry = openAdapterRegistry({ folder: join(dataFolder, 'adapter-registry'), adaptersFolder });
  for (let version = 1; version <= pirateVersions; version++) {
    const file = join(folder, `pirate-${version}.gguf`);
    await writeTestAdapter({ base, path: file, rank: 2, seed: version });
    await registry.add({ name: 'pirate', file });
  }
  const packages = join(import.meta.dirname, '..', '..', '..', 'node_modules', '@modelcontextprotocol');
  const everything = join(packages, 'server-everything', 'dist', 'index.js');
  const config = {
    mcpServers: { everything: { command: process.execPath, args: [everything, 'stdio'] } },
  };
  // YAML takes JSON.
  await writeFile(join(folder, 'work', 'tuneloop.config.yaml'), JSON.stringify(config));
}

function pickProcess(server: ServerProcess, victim: Victim): number | undefined {
  if (victim === 'server') return server.pid;
  const children = descendants(server.pid);
  const isTool = ({ command }: { command: string }): boolean => command.includes('server-everything');
  return (victim === 'mcp' ? children.find(isTool) : children.find((child) => !isTool(child)))?.pid;
}

/** Resolves when it answers again what needs the process that was killed. */
async function backAgain(server: ServerProcess, victim: Victim): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    if ((await answers(server.url, victim)) && (await isReady(server.url))) return;
    await sleep(25);
  }
}

async function answers(url: string, victim: Victim): Promise<boolean> {
  const tool = { name: 'everything__echo', arguments: { message: 'back' } };
  const chat = { messages: [{ role: 'user', content: 'Please say 2 words.' }], max_tokens: 2 };
  try {
    const response = await fetch(`${url}${victim === 'mcp' ? '/tool_call' : '/v1/chat/completions'}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${adminKey}` },
      body: JSON.stringify(victim === 'mcp' ? tool : chat),
      signal: AbortSignal.timeout(patienceMs),
    });
    const text = await response.text();
    return response.ok && !text.includes('"isError":true');
  } catch {
    return false;
  }
}

/** Processes of a server that was killed have to end by themselves. */
async function orphans(pids: readonly number[]): Promise<string[]> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const alive = pids.flatMap((pid) => readProcess(pid) ?? []);
    if (alive.length === 0) return [];
    if (performance.now() > deadline) return alive.map(({ command }) => `left behind: ${command.slice(0, 200)}`);
    await sleep(100);
  }
}

async function settled(server: ServerProcess): Promise<string[]> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const metrics = await fetchMetrics(server.url, adminKey);
    const busy = ['tuneloop_slots_in_use', 'tuneloop_queue_length'].filter((name) => sumOf(metrics, name) !== 0);
    if (busy.length === 0) return [];
    if (performance.now() > deadline) return busy.map((name) => `${name} is ${sumOf(metrics, name)} after the end`);
    await sleep(100);
  }
}

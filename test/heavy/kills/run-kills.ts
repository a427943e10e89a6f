import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openAdapterRegistry } from '@tuneloop/lora';
import { writeTestAdapter, writeTestBaseModel } from '@tuneloop/runtime/testing';
import { freePort } from '../../../packages/runtime/src/remote/llama-server/free-port.ts';
import { fakeLlamaServer } from '../../../packages/runtime/test/remote/fake-llama-server.ts';
import { CountingClient } from '../room/counting-client.ts';
import { Ledger } from '../room/ledger.ts';
import { descendants } from '../room/processes.ts';
import { Random } from '../room/random.ts';
import { createServerProcess, type ServedEngine, type ServerProcess } from '../room/server-process.ts';
import { Acknowledged } from './acknowledged.ts';
import { isBackAgain, orphans, settled } from './back-again.ts';
import { ageLeftovers, findLeftovers, remainingLeftovers } from './leftovers.ts';
import { Outages } from './outages.ts';
import { training } from './training-run.ts';
import { verifyOnDisk, verifyOverHttp } from './verify.ts';
import { backLimits, drawVictims, killVictim, type Victim } from './victims.ts';
import { keepWriting, pirateVersions, writers, type Change, type Writer } from './writers.ts';

export interface KillsOptions {
  engine: ServedEngine;
  folder: string;
  kills: number;
  /** Of the embedded model. */
  modelPath?: string | undefined;
  seed?: number | undefined;
  /** How much longer than its limit the service may take to come back, on a machine that is busy. Default 1. */
  patience?: number | undefined;
  /** When no more is killed, as `performance.now()`: what is left of `kills` is a problem. */
  deadline?: number | undefined;
  onKill?: ((kill: KillResult) => void) | undefined;
}

export interface KillResult {
  number: number;
  engine: ServedEngine;
  victim: Victim;
  /** From the kill until it answers again what needs the process that was killed. */
  backMs: number;
  acknowledged: number;
  problems: string[];
}

export interface KillsReport {
  kills: KillResult[];
  acknowledged: Acknowledged;
  requests: number;
  /** Connections that broke. */
  cut: number;
  /** Clean errors that clients saw, such as `503 engine_failed`, and how often. */
  errors: ReadonlyMap<string, number>;
  /** What killed processes had left; a server that starts has to remove it. */
  leftovers: string[];
  problems: string[];
}

const adminKey = 'kills-admin-key';

/** Kills processes at random moments under load, and asks afterwards for everything that was acknowledged. */
export async function runKills(options: KillsOptions): Promise<KillsReport> {
  const { engine, folder, kills, seed = 1, patience = 1, deadline = Infinity, onKill } = options;
  const random = new Random(seed);
  await using llamaServer = engine === 'llama-server' ? await fakeLlamaServer() : undefined;
  const modelPath = engine === 'llama-server' ? join(folder, 'base.gguf') : options.modelPath;
  const server = createServerProcess({
    engine,
    folder,
    port: await freePort(),
    modelPath,
    env: { API_KEY: adminKey, ...(llamaServer && { LLAMA_SERVER_PATH: llamaServer.executable }) },
  });
  await prepare(server, folder, modelPath ?? join(server.dataFolder, 'base.gguf'));
  const ledger = new Ledger();
  const acknowledged = new Acknowledged();
  const outages = new Outages();
  const results: KillResult[] = [];
  const errors = new Map<string, number>();
  const surprises: string[] = [];
  const end = new AbortController();
  using client = new CountingClient({ url: server.url, key: adminKey, ledger, limitMs: 30_000 });

  const verify = async (): Promise<string[]> =>
    verifyOverHttp(client, acknowledged).catch((error: unknown) => [`not verified: ${String(error)}`]);

  async function killOne(number: number, wanted: Victim): Promise<KillResult> {
    const killed = wanted === 'server' ? undefined : await killVictim(server, wanted, 30_000);
    const victim = killed === undefined ? 'server' : wanted;
    const problems = victim === wanted ? [] : [`there was no ${wanted} to kill`];
    const children = descendants(server.pid);
    const limitMs = backLimits[victim] * patience * 1000;
    const killedAt = performance.now();
    if (killed === undefined) {
      outages.begin();
      await server.kill('SIGKILL');
      // As a service manager does.
      await sleep(100);
      await server.start();
      outages.end();
    } else if (!(await isBackAgain(server, { victim, killed, key: adminKey, limitMs: limitMs + 30_000 }))) {
      problems.push('not back at all');
    }
    const backMs = performance.now() - killedAt;
    if (backMs > limitMs) problems.push(`back after ${(backMs / 1000).toFixed(1)} s, not ${limitMs / 1000} s`);
    problems.push(...(await verify()));
    if (!server.isRunning) problems.push(`the server ended: ${JSON.stringify(server.exit)}`);
    if (victim === 'server') problems.push(...(await orphans(children.map(({ pid }) => pid))));
    problems.push(...new Set(surprises.splice(0)));
    return { number, engine, victim, backMs, acknowledged: acknowledged.size, problems };
  }

  try {
    await server.start();
    const writing = Object.entries(writersOf(engine)).map(([name, changes], index) => {
      const writer: Writer = {
        name,
        client,
        random: new Random(seed * 100 + index),
        acknowledged,
        outages,
        onError: (what) => errors.set(what, (errors.get(what) ?? 0) + 1),
        onSurprise: (what) => void surprises.push(what),
      };
      return keepWriting(writer, changes, end.signal);
    });
    const victims = drawVictims(engine, random);
    while (results.length < kills && performance.now() < deadline) {
      await sleep(random.between(300, 2500));
      const result = await killOne(results.length + 1, victims.next().value);
      results.push(result);
      onKill?.(result);
    }
    end.abort();
    await Promise.all(writing);
    const problems = results.length < kills ? [`${engine}: ${results.length} of ${kills} kills in the time given`] : [];
    problems.push(...(await settled(server, adminKey)), ...(await verify()));
    await server.kill('SIGTERM');
    if (server.exit?.code !== 0) problems.push(`SIGTERM ended it with ${JSON.stringify(server.exit)}`);
    problems.push(...(await verifyOnDisk(server.dataFolder, acknowledged)));
    const leftovers = findLeftovers(server.dataFolder);
    ageLeftovers(server.dataFolder, leftovers);
    await server.start();
    const remaining = await remainingLeftovers(server.dataFolder, leftovers);
    problems.push(...remaining.map((name) => `left over for good: ${name}`), ...(await verify()));
    problems.push(...new Set(surprises));
    return {
      kills: results,
      acknowledged,
      requests: ledger.total,
      cut: ledger.totalOf((outcome) => outcome === 'cut'),
      errors,
      leftovers,
      problems,
    };
  } finally {
    end.abort();
    await server.kill('SIGKILL');
  }
}

function writersOf(engine: ServedEngine): Record<string, readonly Change[]> {
  if (engine === 'scripted') return { ...writers, trainer: [training] };
  if (engine === 'embedded') return writers;
  // The stand-in for llama-server has no adapters.
  const { deployer: _deployer, ...others } = writers;
  return others;
}

/** A model with three versions of an adapter, and a server of tools. */
export async function prepare({ dataFolder }: ServerProcess, folder: string, base: string): Promise<void> {
  if (base.startsWith(folder)) await writeTestBaseModel(base);
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
    tools: { policy: { tools: { everything__echo: 'allow' } } },
    mcpServers: { everything: { command: process.execPath, args: [everything, 'stdio'] } },
  };
  // YAML takes JSON.
  await writeFile(join(folder, 'work', 'tuneloop.config.yaml'), JSON.stringify(config));
}

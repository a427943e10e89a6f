import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeTestAdapter } from '@tuneloop/runtime/testing';
import { freePort } from '../../../packages/runtime/src/remote/llama-server/free-port.ts';
import { CountingClient } from '../room/counting-client.ts';
import { Ledger } from '../room/ledger.ts';
import { processesWithVariable } from '../room/processes.ts';
import { Random } from '../room/random.ts';
import { fetchMetrics, sumOf } from '../room/read-metrics.ts';
import { createServerProcess, type ServedEngine, type ServerProcess } from '../room/server-process.ts';
import { runTraffic } from '../room/traffic/run-traffic.ts';
import type { Session } from '../room/traffic/session.ts';
import { compareAccounts } from './compare-accounts.ts';
import { readInteractionLog, readServerLog } from './read-log.ts';
import { takeSample, type SoakSample } from './sample.ts';
import { slopeOf, type Slope } from './slope.ts';

export interface SoakOptions {
  engine: ServedEngine;
  /** Empty; what the server leaves in it is looked at in the end. */
  folder: string;
  seconds: number;
  clients: number;
  /** Between two samples. */
  sampleSeconds: number;
  modelPath?: string | undefined;
  seed?: number | undefined;
  onSample?: ((sample: SoakSample) => void) | undefined;
}

export interface SoakReport {
  samples: SoakSample[];
  /** MB an hour, after the warm-up. */
  serverSlope: Slope | undefined;
  engineSlope: Slope | undefined;
  requests: number;
  left: number;
  answers: number;
  generations: number;
  ratings: number;
  /** What did not hold, one sentence each. */
  findings: string[];
}

/** In tokens. */
const contextSize = 4096;

const adminKey = 'soak-admin-key';

/** Mixed traffic on a real server for so long; then everything is counted. */
export async function runSoak(options: SoakOptions): Promise<SoakReport> {
  const { engine, folder, seconds, clients, sampleSeconds, modelPath, seed = 1, onSample } = options;
  const marker = `soak-${process.pid}-${performance.now()}`;
  const server = createServerProcess({
    engine,
    folder,
    port: await freePort(),
    modelPath,
    // What the tools of a conversation say of themselves takes half of it.
    env: { API_KEY: adminKey, SOAK_MARKER: marker, N_CTX: String(contextSize) },
  });
  const ledger = new Ledger();
  const samples: SoakSample[] = [];
  const findings: string[] = [];
  try {
    await server.start();
    const admin = new CountingClient({ url: server.url, key: adminKey, ledger });
    const sessions = await makeSessions({ server, admin, ledger, clients, engine, modelPath, seed });
    const end = new AbortController();
    const startedAt = performance.now();
    const elapsed = (): number => (performance.now() - startedAt) / 1000;
    const traffic = Promise.all(
      sessions.map(async (session) => {
        await fillCache(session).catch((error: unknown) => ledger.surprise(`a long prompt: ${String(error)}`));
        await runTraffic(session, end.signal);
      }),
    );
    while (elapsed() < seconds && server.isRunning) {
      await sleep(Math.min(sampleSeconds, Math.max(0.1, seconds - elapsed())) * 1000);
      if (!server.isRunning) break;
      try {
        const sample = await takeSample(server, adminKey, elapsed());
        samples.push(sample);
        onSample?.(sample);
      } catch (error) {
        if (server.isRunning) findings.push(`no metrics after ${elapsed().toFixed(0)} s: ${String(error)}`);
      }
    }
    end.abort();
    await traffic;
    if (!server.isRunning) findings.push(`the server ended by itself: ${JSON.stringify(server.exit)}`);
    else findings.push(...(await settled(server)));
    // Requests that were just answered are counted, and logged, when their connections say so.
    await sleep(500);
    const metrics = await fetchMetrics(server.url, adminKey);
    await server.kill('SIGTERM');
    if (server.exit?.code !== 0) findings.push(`SIGTERM ended it with ${JSON.stringify(server.exit)}`);
    const log = await readServerLog(server.logFile);
    const recorded = await readInteractionLog(join(server.dataFolder, 'log'));
    findings.push(...compareAccounts(ledger, metrics, log, recorded));
    if (log.foreign.length > 0) findings.push(`not of the log: ${log.foreign.slice(0, 5).join(' | ')}`);
    if (log.errors.length > 0) findings.push(`${log.errors.length} errors in the log, the first: ${log.errors[0]}`);
    if (ledger.surpriseCount > 0) {
      findings.push(`${ledger.surpriseCount} surprises, the first: ${ledger.surprises.slice(0, 5).join(' | ')}`);
    }
    const orphans = processesWithVariable('SOAK_MARKER', marker);
    if (orphans.length > 0) findings.push(`left behind: ${orphans.map(({ command }) => command).join(' | ')}`);
    const warm = samples.filter((sample) => sample.seconds > seconds / 5);
    return {
      samples,
      serverSlope: hourly(warm, ({ serverMemory }) => serverMemory),
      engineSlope: hourly(warm, ({ engineMemory }) => engineMemory),
      requests: ledger.total,
      left: ledger.totalOf((outcome) => outcome === 'left'),
      answers: ledger.answers.size,
      generations: recorded.interactions,
      ratings: recorded.ratings,
      findings,
    };
  } finally {
    await server.kill('SIGKILL');
  }
}

function hourly(samples: readonly SoakSample[], figure: (sample: SoakSample) => number): Slope | undefined {
  return slopeOf(samples.map((sample) => ({ x: sample.seconds / 3600, y: figure(sample) })));
}

/** Slots and queue have to be empty within seconds of the last request. */
async function settled(server: ServerProcess): Promise<string[]> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const metrics = await fetchMetrics(server.url, adminKey);
    const busy = ['tuneloop_slots_in_use', 'tuneloop_queue_length', 'tuneloop_http_requests_in_flight'].filter(
      (name) => sumOf(metrics, name) !== 0,
    );
    if (busy.length === 0) return [];
    if (performance.now() > deadline) return busy.map((name) => `${name} is ${sumOf(metrics, name)} after the end`);
    await sleep(100);
  }
}

/**
 * A prompt as long as a slot: what keys and values take is the system's to give when it is first written to, which is growth,
 * but no leak. It falls into the warm-up.
 */
async function fillCache({ client, conversation }: Session): Promise<void> {
  using patient = client.withLimit(20 * 60_000);
  const body = { prompt: `${conversation} ${'word '.repeat(contextSize - 200)}`, max_tokens: 1 };
  await patient.send({ method: 'POST', route: '/v1/completions', body });
}

async function makeSessions(options: {
  server: ServerProcess;
  admin: CountingClient;
  ledger: Ledger;
  clients: number;
  engine: ServedEngine;
  modelPath: string | undefined;
  seed: number;
}): Promise<Session[]> {
  const { server, admin, ledger, clients, engine, modelPath, seed } = options;
  const models = await admin.send({ method: 'GET', route: '/v1/models' });
  const [{ id: model }] = models.json['data'] as [{ id: string }];
  const base = modelPath ?? join(server.dataFolder, 'base.gguf');
  const made = join(server.dataFolder, '..', 'made-adapter.gguf');
  await writeTestAdapter({ base, path: made, rank: 2 });
  const adapters = join(server.dataFolder, 'adapters');
  await mkdir(adapters, { recursive: true });
  return Promise.all(
    Array.from({ length: clients }, async (_, index): Promise<Session> => {
      const body = { name: `client-${index}`, scopes: ['chat'] };
      const key = await admin.send({ method: 'POST', route: '/v1/keys', body });
      const file = join(adapters, `swap${index}.gguf`);
      return {
        client: admin.withKey(String(key.json['key'])),
        admin,
        ledger,
        random: new Random(seed * 1000 + index),
        rateable: [],
        conversation: `soak-${index}`,
        answerTokens: engine === 'scripted' ? 40 : 12,
        // One file for each client, so that nobody takes away what another one asks for.
        adapter: {
          name: `${model}:swap${index}`,
          put: async () => {
            await copyFile(made, `${file}.part`);
            await rename(`${file}.part`, file);
          },
          remove: () => rm(file, { force: true }),
        },
      };
    }),
  );
}

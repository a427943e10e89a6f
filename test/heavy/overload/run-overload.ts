import { setTimeout as sleep } from 'node:timers/promises';
import { median } from '../../../benchmarks/statistics.ts';
import { Random } from '../room/random.ts';
import { readProcess } from '../room/processes.ts';
import { fetchMetrics, sumOf } from '../room/read-metrics.ts';
import { createServerProcess, type ServedEngine } from '../room/server-process.ts';
import type { Outcome } from './ask.ts';
import { measureCapacity, runOpenLoop } from './load-phase.ts';
import { ofClient, summarise, type PhaseSummary } from './summary.ts';

export interface OverloadOptions {
  engine: ServedEngine;
  /** Of the embedded model. */
  modelPath?: string | undefined;
  folder: string;
  port: number;
  /** Of the load at `factor` times the capacity. */
  seconds: number;
  /** Of every other phase, unless a slow engine needs longer for enough answers. */
  calmSeconds: number;
  /** How long it is watched afterwards; the same. */
  recoverySeconds: number;
  factor: number;
  slots: number;
  queueLimit: number;
  /** Of each answer. */
  tokens: number;
  seed: number;
  onProgress: (text: string) => void;
}

export interface OverloadReport {
  /** Requests a second. */
  capacity: number;
  calm: PhaseSummary;
  atCapacity: PhaseSummary;
  overloaded: PhaseSummary;
  /** A client with a key of its own that asks for a tenth of the capacity meanwhile. */
  modest: PhaseSummary;
  /** Until a first token took no longer than twice what it took before, in ms; from the last request of the overload. */
  recoveryMs: number;
  /** What one refusal took of the server's processor time, beyond what the answers took at capacity, in ms. */
  processorMsPerRefusal: number;
  /** Resident, of the server's process, in bytes. */
  memory: { before: number; most: number; after: number };
  /** In ms, 99th percentile of three seconds, the worst of the overload. */
  serverLagP99: number;
  /** Answers as the server counts them, and as they came. */
  counted: { server: number; client: number };
  exitCode: number | null;
}

/** Of a phase, for its medians to mean something. */
const fewestAnswers = 15;
const adminKey = 'overload-admin-key';

/** Measures what a server can do, asks `factor` times as much of it, and watches how it recovers. */
export async function runOverload(options: OverloadOptions): Promise<OverloadReport> {
  const {
    engine,
    modelPath,
    folder,
    port,
    seconds,
    calmSeconds,
    recoverySeconds,
    factor,
    slots,
    queueLimit,
    tokens,
    onProgress,
  } = options;
  const random = new Random(options.seed);
  const server = createServerProcess({
    engine,
    folder,
    port,
    modelPath,
    env: {
      API_KEY: adminKey,
      TUNELOOP_SLOTS: String(slots),
      TUNELOOP_QUEUE_LIMIT: String(queueLimit),
      SCRIPTED_TOKENS_PER_SECOND: '200',
    },
  });
  await server.start();
  const { url } = server;
  const flood = await createKey(url, 'flood');
  const modest = await createKey(url, 'modest');
  const body = JSON.stringify({
    stream: true,
    temperature: 0,
    max_tokens: tokens,
    timings_per_token: false,
    messages: [{ role: 'user', content: `say ${tokens}. Count as far as you can: one, two, three,` }],
  });
  const sentAll: Outcome[] = [];
  const open = async (
    phaseSeconds: number,
    perSecond: number,
    { modestPerSecond = 0, atOnce = 0 } = {},
  ): Promise<Outcome[]> => {
    const clients = [{ name: 'flood', key: flood, requestsPerSecond: perSecond }];
    if (modestPerSecond > 0) clients.push({ name: 'modest', key: modest, requestsPerSecond: modestPerSecond });
    const outcomes = await runOpenLoop({ url, seconds: phaseSeconds, clients, atOnce, body, random });
    sentAll.push(...outcomes);
    return outcomes;
  };

  await measureCapacity({ url, key: flood, body, seconds: calmSeconds / 2, concurrency: slots });
  const before = await answersCounted(url);
  const capacity = await measureCapacity({ url, key: flood, body, seconds: calmSeconds, concurrency: slots });
  onProgress(`capacity: ${capacity.toFixed(2)} requests a second`);
  const closedLoop = (await answersCounted(url)) - before;

  const enough = (atLeast: number, perSecond: number): number => Math.max(atLeast, fewestAnswers / perSecond);
  const halfSeconds = enough(calmSeconds, capacity / 2);
  const calm = summarise(await open(halfSeconds, capacity / 2), halfSeconds);
  onProgress(`at half of it: ${describe(calm)}`);
  const processorBefore = await processorMs(url);
  // With all slots taken from the beginning, as they are in the overload: a model computes fewer streams faster.
  const fullSeconds = enough(calmSeconds, capacity);
  const atCapacity = summarise(await open(fullSeconds, capacity, { atOnce: slots }), fullSeconds);
  const processorCalm = (await processorMs(url)) - processorBefore;
  onProgress(`at it: ${describe(atCapacity)}`);

  const memoryBefore = readProcess(server.pid)!.residentBytes;
  const watch = watchServer(url, server.pid);
  const processorAtStart = await processorMs(url);
  const [outcomes, recovery] = await Promise.all([
    open(seconds, capacity * factor, { modestPerSecond: capacity / 10 }),
    probeAfter(seconds, open, {
      capacity,
      limitMs: 2 * calm.firstTokenP50,
      recoverySeconds: enough(recoverySeconds, capacity / 2),
    }),
  ]);
  const { lagP99, mostMemory } = await watch.stop();
  // What the modest client got is done as well.
  const { totalTokensPerSecond } = summarise(outcomes, seconds);
  const overloaded = { ...summarise(ofClient(outcomes, 'flood'), seconds), totalTokensPerSecond };
  onProgress(`at ${factor} times it: ${describe(overloaded)}`);
  const answered = summarise(sentAll, seconds).accepted - calm.accepted - atCapacity.accepted;
  const processorOfAnswers = (processorCalm / atCapacity.accepted) * answered;
  const processorMsPerRefusal = ((await processorMs(url)) - processorAtStart - processorOfAnswers) / overloaded.refused;
  const counted = (await answersCounted(url)) - before - closedLoop;
  const memory = { before: memoryBefore, most: mostMemory, after: readProcess(server.pid)!.residentBytes };
  await server.kill('SIGTERM');
  return {
    capacity,
    calm,
    atCapacity,
    overloaded,
    modest: summarise(ofClient(outcomes, 'modest'), seconds),
    recoveryMs: recovery,
    processorMsPerRefusal,
    memory,
    serverLagP99: lagP99,
    counted: { server: counted, client: sentAll.length },
    exitCode: server.exit?.code ?? null,
  };
}

function describe(phase: PhaseSummary): string {
  const { sent, accepted, refused, tokensPerSecond, refusalP99 } = phase;
  return (
    `${sent} requests, ${accepted} answered at ${tokensPerSecond.toFixed(1)} tokens/s each, ${refused} refused` +
    (refused > 0 ? ` (p99 ${refusalP99.toFixed(0)} ms)` : '')
  );
}

/** Asks calmly from the end of the overload on, and tells when five answers in a row have begun as fast as before. */
async function probeAfter(
  seconds: number,
  open: (seconds: number, perSecond: number) => Promise<Outcome[]>,
  { capacity, limitMs, recoverySeconds }: { capacity: number; limitMs: number; recoverySeconds: number },
): Promise<number> {
  await sleep(seconds * 1000);
  const overAt = performance.now();
  const outcomes = (await open(recoverySeconds, capacity / 2)).toSorted((a, b) => a.dueAt - b.dueAt);
  const inRow = 5;
  for (let first = 0; first + inRow <= outcomes.length; first += 1) {
    const row = outcomes.slice(first, first + inRow);
    if (median(row.map(({ firstTokenMs = Infinity }) => firstTokenMs)) <= limitMs) {
      return Math.max(0, row[0]!.dueAt - overAt);
    }
  }
  return Infinity;
}

async function createKey(url: string, name: string): Promise<string> {
  const response = await fetch(`${url}/v1/keys`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name, scopes: ['chat'] }),
  });
  const { key } = (await response.json()) as { key?: string };
  if (key === undefined) throw new Error(`No key was made: ${response.status}`);
  return key;
}

async function answersCounted(url: string): Promise<number> {
  const metrics = await fetchMetrics(url, adminKey);
  return sumOf(metrics, 'tuneloop_http_requests_total', ({ route }) => route === '/v1/chat/completions');
}

async function processorMs(url: string): Promise<number> {
  return sumOf(await fetchMetrics(url, adminKey), 'process_cpu_seconds_total') * 1000;
}

function watchServer(url: string, pid: number): { stop: () => Promise<{ lagP99: number; mostMemory: number }> } {
  const over = new AbortController();
  const watch = async (): Promise<{ lagP99: number; mostMemory: number }> => {
    let lagP99 = 0;
    let mostMemory = 0;
    while (!over.signal.aborted) {
      mostMemory = Math.max(mostMemory, readProcess(pid)?.residentBytes ?? 0);
      const metrics = await fetchMetrics(url, adminKey);
      lagP99 = Math.max(lagP99, sumOf(metrics, 'nodejs_eventloop_lag_p99_seconds') * 1000);
      await sleep(500);
    }
    return { lagP99, mostMemory };
  };
  const watching = watch();
  return {
    stop: () => {
      over.abort();
      return watching;
    },
  };
}

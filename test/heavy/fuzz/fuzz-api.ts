import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { workspaceRoot } from '../../../scripts/packages/workspace.ts';
import { makeKnownResources, type KnownResources } from './known-resources.ts';
import { runSchemathesis, type Failure, type Phase, type SchemathesisReport } from './run-schemathesis.ts';
import type { FuzzServerReport } from './server-messages.ts';
import { startFuzzServer, type FuzzServer } from './start-server.ts';

export interface FuzzOptions {
  python: string;
  /** Empty; everything is written below it. */
  folder: string;
  /** Rounds go on until so many cases were sent. */
  cases: number;
  seed: number;
  workers: number;
  /** Told of each round. */
  onRound?: (round: FuzzRound) => void;
}

export interface FuzzRound extends SchemathesisReport {
  name: string;
  server: FuzzServerReport;
  seconds: number;
}

export interface FuzzResult {
  cases: number;
  rounds: FuzzRound[];
  failures: Failure[];
  /** What is wrong with the server beside its answers; each one line or a stack. */
  defects: string[];
}

/** Below it one round of random values has to do. */
const thoroughFrom = 5000;
const apiKey = 'fuzz-0123456789abcdef0123456789abcdef';
/** How much the heap may grow after the first round, which fills caches. */
const heapGrowthBytes = 200e6;

/** Makes a key, and the server is no longer an open one. */
const closingOperations = ['POST /v1/keys'];

/**
 * Sends what schemathesis makes of the server's own OpenAPI document to a server of its own: with a key that may do
 * everything, then to one that is open. Nothing leaves this machine.
 */
export async function fuzzApi(options: FuzzOptions): Promise<FuzzResult> {
  const rounds: FuzzRound[] = [];
  const defects: string[] = [];
  const add = (round: FuzzRound): number => {
    rounds.push(round);
    options.onRound?.(round);
    return round.cases;
  };
  const isThorough = options.cases >= thoroughFrom;

  const keyed = await startFuzzServer({ folder: join(options.folder, 'keyed'), apiKey });
  let cases = 0;
  try {
    const known = await makeKnownResources(keyed.url, apiKey);
    for (let number = 0; cases < options.cases && number < 50 && keyed.isAlive(); number += 1) {
      const first: Phase[] = isThorough ? ['examples', 'coverage', 'fuzzing', 'stateful'] : ['fuzzing'];
      const phases: Phase[] = number === 0 ? first : ['fuzzing', 'stateful'];
      const examples = isThorough ? 10 * (number + 1) : 1;
      cases += add(
        await fuzzOnce(options, { server: keyed, name: `keyed-${number}`, number, phases, examples, apiKey, known }),
      );
    }
  } finally {
    defects.push(...(await end(keyed, rounds)));
  }

  if (isThorough) {
    const open = await startFuzzServer({ folder: join(options.folder, 'open') });
    try {
      const phases: Phase[] = ['examples', 'fuzzing', 'stateful'];
      cases += add(await fuzzOnce(options, { server: open, name: 'open', number: 100, phases, examples: 5 }));
    } finally {
      defects.push(...(await end(open, [])));
    }
  }
  return { cases, rounds, failures: unique(rounds.flatMap(({ failures }) => failures)), defects };
}

interface Round {
  server: FuzzServer;
  name: string;
  number: number;
  phases: Phase[];
  examples: number;
  apiKey?: string;
  known?: KnownResources;
}

async function fuzzOnce(options: FuzzOptions, round: Round): Promise<FuzzRound> {
  const { server, name } = round;
  const startedAt = performance.now();
  const response = await fetch(`${server.url}/openapi.json`);
  const document = (await response.json()) as { security: Record<string, string[]>[] };
  const report = await runSchemathesis({
    python: options.python,
    folder: join(options.folder, name),
    url: server.url,
    // Whether a key is needed is the server's to say, and known here.
    document: {
      ...document,
      security: document.security.filter((way) => Object.keys(way).length > 0 === 'apiKey' in round),
    },
    apiKey: round.apiKey,
    phases: round.phases,
    examples: round.examples,
    seed: options.seed + round.number,
    workers: options.workers,
    known: round.known,
    excluded: round.apiKey === undefined ? closingOperations : [],
    secretFolders: [options.folder, workspaceRoot],
  });
  return { ...report, name, server: await idle(server), seconds: (performance.now() - startedAt) / 1000 };
}

/** How the server is once it has nothing left to do, or after 10 s. */
async function idle(server: FuzzServer): Promise<FuzzServerReport> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const report = await server.report();
    const isIdle = report.inFlight + report.activeRequests + report.queuedRequests === 0;
    if (isIdle || Date.now() > deadline) return report;
    await sleep(100);
  }
}

async function end(server: FuzzServer, rounds: readonly FuzzRound[]): Promise<string[]> {
  const defects: string[] = [];
  if (!server.isAlive()) defects.push('The server has died.');
  const last = rounds.at(-1)?.server;
  if (last) {
    const { inFlight, activeRequests, queuedRequests, state, heapBytes } = last;
    if (inFlight > 0) defects.push(`${inFlight} requests are still under way.`);
    if (activeRequests > 0) defects.push(`${activeRequests} slots are still in use.`);
    if (queuedRequests > 0) defects.push(`${queuedRequests} requests still wait for a slot.`);
    if (state !== 'ready') defects.push(`The server is ${state}.`);
    const grown = heapBytes - (rounds[0]?.server.heapBytes ?? heapBytes);
    if (grown > heapGrowthBytes) defects.push(`The heap has grown by ${Math.round(grown / 1e6)} MB.`);
  }
  const log = await server.close();
  return [...defects, ...new Set([...server.defects, ...faultsOf(log)])];
}

/** What the server itself calls its fault. */
function faultsOf(log: string): string[] {
  return log.split('\n').flatMap((line) => {
    if (/^\(node:\d+\) \w*Warning/.test(line)) return [line];
    if (!line.startsWith('{"level":"error"') && !line.startsWith('{"level":"fatal"')) return [];
    const { msg, code, err } = JSON.parse(line) as { msg: string; code?: string; err?: { stack?: string } };
    // Others failed, as they are meant to here.
    if (code === 'UPSTREAM_FAILED' || code === 'TOOL_FAILED' || code === 'TIMEOUT') return [];
    return [`logged: ${msg} ${code ?? ''} ${err?.stack ?? ''}`.trim()];
  });
}

function unique(failures: readonly Failure[]): Failure[] {
  const byName = new Map(failures.map((failure) => [`${failure.check}\n${failure.operation}`, failure]));
  return [...byName.values()].toSorted((one, other) => (one.check < other.check ? -1 : 1));
}

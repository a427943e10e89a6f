/**
 * Asks a server for many times what it can do, on a schedule that does not wait for answers, and holds what it takes and
 * what it refuses against what it does at capacity.
 *
 *     node --conditions=@tuneloop/source test/heavy/overload.ts [--seconds 60] [--factor 20] [--engine scripted]
 *
 * `--engine embedded` takes the embedded model in place of the scripted engine. Exits with 1 when something did not hold.
 * On this machine alone; it ends by itself.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machineDescription } from '../../benchmarks/machine.ts';
import { markdownTable } from '../../benchmarks/table.ts';
import { embeddedModelPath } from '../../packages/runtime/test/embedded-model-path.ts';
import { judge } from './overload/judge.ts';
import { runOverload } from './overload/run-overload.ts';
import type { PhaseSummary } from './overload/summary.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    factor: { type: 'string', default: '20' },
    engine: { type: 'string', default: 'scripted' },
    slots: { type: 'string', default: '4' },
    queue: { type: 'string' },
    tokens: { type: 'string', default: '40' },
    port: { type: 'string', default: '18471' },
    seed: { type: 'string', default: '1' },
  },
});
const engine = values.engine;
const [seconds, factor, slots] = [Number(values.seconds), Number(values.factor), Number(values.slots)];
if ((engine !== 'scripted' && engine !== 'embedded') || !(seconds > 0) || !(factor > 1) || !(slots >= 1)) {
  console.error('--engine takes scripted or embedded, --seconds a number above 0, --factor one above 1.');
  process.exit(2);
}

// What waits was promised an answer: a slow model has as many seconds of it as a fast engine.
const queue = Number(values.queue ?? (engine === 'embedded' ? slots : 4 * slots));

const folder = await mkdtemp(join(tmpdir(), 'tuneloop-overload-'));
const report = await runOverload({
  engine,
  modelPath: engine === 'embedded' ? await embeddedModelPath() : undefined,
  folder,
  port: Number(values.port),
  seconds,
  calmSeconds: Math.min(20, Math.max(5, seconds / 3)),
  recoverySeconds: 10,
  factor,
  slots,
  queueLimit: queue,
  tokens: Number(values.tokens),
  seed: Number(values.seed),
  onProgress: (text) => console.log(text),
});

const row = (name: string, phase: PhaseSummary): (string | number)[] => [
  name,
  phase.sent,
  phase.accepted,
  phase.tokensPerSecond,
  phase.totalTokensPerSecond,
  phase.servedFirstTokenMs,
  phase.firstTokenP50,
  phase.firstTokenP99,
  phase.refused,
  phase.refusalP50,
  phase.refusalP99,
  phase.refusalMax,
];
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);
const { memory } = report;
console.log(`\n${engine}, ${machineDescription()}; ${slots} slots, ${queue} may wait, ${seconds} s\n`);
console.log(
  markdownTable(
    [
      '',
      'requests',
      'answered',
      'tokens/s each',
      'tokens/s all',
      'first token ms, once it has a slot',
      'first token p50 ms',
      'p99',
      'refused',
      'refusal p50 ms',
      'p99',
      'max',
    ],
    [
      row('half of the capacity', report.calm),
      row(`capacity (${report.capacity.toFixed(1)}/s)`, report.atCapacity),
      row(`${factor} × capacity`, report.overloaded),
      row('a modest client meanwhile', report.modest),
    ],
  ),
);
console.log(
  `\nrecovered after ${(report.recoveryMs / 1000).toFixed(1)} s; memory ${megabytes(memory.before)} MB before, ` +
    `${megabytes(memory.most)} at most, ${megabytes(memory.after)} after; event loop p99 of the server ` +
    `${report.serverLagP99.toFixed(0)} ms (a refusal takes ${report.processorMsPerRefusal.toFixed(2)} ms of its processor); this program sent ` +
    `${report.overloaded.sentLateP99.toFixed(1)} ms late (p99); ` +
    `${report.counted.server} answers counted by the server, ${report.counted.client} by this program`,
);
const findings = judge(report, { speed: 0.8, refusalP99Ms: 100, recoveryMs: 5000, modestShare: 0.95 });
for (const finding of findings) console.log(`DID NOT HOLD: ${finding}`);
if (findings.length === 0) {
  console.log('All held.');
  await rm(folder, { recursive: true, force: true });
} else {
  console.log(`Kept for inspection: ${folder}`);
}
process.exit(findings.length === 0 ? 0 : 1);

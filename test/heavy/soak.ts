/**
 * Mixed traffic on a real server: streams, clients that leave, slow readers, wrong requests, adapters that come and go,
 * conversations with tools, ratings, exports, files, keys, WebSockets, MCP. In the end everything has to be accounted
 * for, and memory to be flat.
 *
 *     node --conditions=@tuneloop/source test/heavy/soak.ts [--minutes 60] [--engine scripted,embedded] [--clients N]
 *
 * Exits with 1 when something did not hold. On this machine alone; it ends by itself.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { embeddedModelPath } from '../../packages/runtime/test/embedded-model-path.ts';
import type { ServedEngine } from './room/server-process.ts';
import { runSoak, type SoakReport } from './soak/run-soak.ts';
import { describeSample } from './soak/sample.ts';
import type { Slope } from './soak/slope.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    engine: { type: 'string', default: 'scripted,embedded' },
    clients: { type: 'string', default: '6' },
    seed: { type: 'string', default: '1' },
  },
});
const minutes = Number(values.minutes);
const engines = values.engine
  .split(',')
  .filter((name): name is ServedEngine => name === 'scripted' || name === 'embedded');
if (!(minutes > 0) || engines.length === 0) {
  console.error('--minutes takes a number above 0, --engine scripted, embedded or both.');
  process.exit(2);
}

/** Below so many minutes memory is still filling caches that have limits. */
const judgedFromMinutes = 10;
/** MB an hour that memory may certainly grow. */
const allowedSlope = 30;

const modelPath = engines.includes('embedded') ? await embeddedModelPath() : undefined;
const reports = await Promise.all(
  engines.map(async (engine) => {
    const folder = await mkdtemp(join(tmpdir(), `tuneloop-soak-${engine}-`));
    const report = await runSoak({
      engine,
      folder,
      seconds: minutes * 60,
      clients: Number(values.clients),
      sampleSeconds: Math.min(10, minutes * 3),
      modelPath: engine === 'embedded' ? modelPath : undefined,
      seed: Number(values.seed),
      onSample: (sample) => console.log(`${engine.padEnd(8)} ${describeSample(sample)}`),
    });
    judgeSlope('server', report.serverSlope, report);
    judgeSlope('engine', report.engineSlope, report);
    if (report.findings.length === 0) await rm(folder, { recursive: true, force: true });
    else console.log(`${engine}: kept for inspection: ${folder}`);
    return { engine, report };
  }),
);

console.log(
  '\n| server | requests | left | answers | generations | ratings | memory MB/h (95 %) | engine MB/h (95 %) |',
);
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
for (const { engine, report } of reports) {
  const { requests, left, answers, generations, ratings, serverSlope, engineSlope } = report;
  const figures = [engine, requests, left, answers, generations, ratings, shown(serverSlope), shown(engineSlope)];
  console.log(`| ${figures.join(' | ')} |`);
}
for (const { engine, report } of reports) for (const finding of report.findings) console.log(`${engine}: ${finding}`);
const held = reports.every(({ report }) => report.findings.length === 0);
console.log(held ? 'Everything held.' : 'Not everything held.');
process.exit(held ? 0 : 1);

function shown(slope: Slope | undefined): string {
  if (slope === undefined) return '';
  return `${slope.slope.toFixed(1)} (${slope.low.toFixed(1)} to ${slope.high.toFixed(1)})`;
}

function judgeSlope(what: string, slope: Slope | undefined, { findings }: SoakReport): void {
  if (minutes < judgedFromMinutes || slope === undefined || slope.low <= allowedSlope) return;
  findings.push(`memory of the ${what} grows by ${shown(slope)} MB an hour`);
}

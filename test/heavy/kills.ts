/**
 * Kills the server and every process that it starts by `kill -9` at random moments under load, starts the server again as
 * a service manager does, and asks for everything that was acknowledged: with the embedded model, with the scripted engine
 * and a trainer that trains nothing, and with a stand-in for llama-server.
 *
 *     node --conditions=@tuneloop/source test/heavy/kills.ts [--kills 100] [--engine all|embedded|scripted|llama-server] [--seed N] [--patience 1] [--minutes 15]
 *
 * `--patience 4` lets the service take four times as long to come back, for a machine that is busy. Exits with 1 when
 * something did not hold, or not all was killed within the minutes.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { embeddedModelPath } from '../../packages/runtime/test/embedded-model-path.ts';
import { runKills, type KillsReport } from './kills/run-kills.ts';
import { shareKills, summarize } from './kills/summary.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    engine: { type: 'string', default: 'all' },
    seed: { type: 'string', default: '1' },
    patience: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '15' },
  },
});
const kills = Number(values.kills);
const shares = shareKills(kills, values.engine);
if (!Number.isInteger(kills) || kills < 1 || shares.length === 0) {
  console.error('--kills takes a whole number from 1, --engine all, embedded, scripted or llama-server.');
  process.exit(2);
}

const begin = performance.now();
const folder = await mkdtemp(join(tmpdir(), 'tuneloop-kills-'));
const reports: KillsReport[] = [];
let done = 0;
let failure: unknown;
try {
  for (const { engine, count } of shares) {
    const own = join(folder, engine);
    await mkdir(own);
    // What is left of the time, for each kill alike.
    const leftMs = begin + Number(values.minutes) * 60_000 - performance.now();
    const report = await runKills({
      engine,
      folder: own,
      kills: count,
      modelPath: engine === 'embedded' ? await embeddedModelPath() : undefined,
      seed: Number(values.seed),
      patience: Number(values.patience),
      deadline: performance.now() + (leftMs * count) / (kills - done),
      onKill: ({ number, victim, backMs, acknowledged, problems }) => {
        const line = `${done + number} of ${kills}: ${engine}, ${victim}, back after ${(backMs / 1000).toFixed(1)} s, ${acknowledged} acknowledged`;
        console.log([line, ...problems].join('\n    '));
      },
    });
    reports.push(report);
    done += count;
  }
} catch (error) {
  failure = error;
}

const minutes = ((performance.now() - begin) / 60_000).toFixed(1);
console.log(`\n${summarize(reports)}\n\n${minutes} minutes, seed ${values.seed}.`);
if (failure !== undefined) console.log('It broke off:', failure);
const holds =
  failure === undefined &&
  reports.every((report) => [report, ...report.kills].every((part) => part.problems.length === 0));
if (holds) await rm(folder, { recursive: true, force: true });
else console.log(`kept for inspection: ${folder}`);
console.log(holds ? 'Everything held.' : 'Not everything held.');
process.exit(holds ? 0 : 1);

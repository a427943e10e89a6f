/**
 * Kills the server, its engine's process and a server of tools by `kill -9` at random moments under load, starts the
 * server again as a service manager does, and asks for everything that was acknowledged.
 *
 *     node --conditions=@tuneloop/source test/heavy/kills.ts [--kills 100] [--engine embedded|scripted] [--seed N] [--back-seconds 30]
 *
 * Exits with 1 when something did not hold.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { embeddedModelPath } from '../../packages/runtime/test/embedded-model-path.ts';
import { runKills, type Victim } from './kills/run-kills.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    engine: { type: 'string', default: 'embedded' },
    seed: { type: 'string', default: '1' },
    'back-seconds': { type: 'string', default: '30' },
  },
});
const kills = Number(values.kills);
if (!Number.isInteger(kills) || kills < 1 || (values.engine !== 'embedded' && values.engine !== 'scripted')) {
  console.error('--kills takes a whole number from 1, --engine embedded or scripted.');
  process.exit(2);
}

const folder = await mkdtemp(join(tmpdir(), 'tuneloop-kills-'));
const report = await runKills({
  engine: values.engine,
  folder,
  kills,
  modelPath: values.engine === 'embedded' ? await embeddedModelPath() : undefined,
  seed: Number(values.seed),
  backLimitMs: Number(values['back-seconds']) * 1000,
  onKill: ({ number, victim, backMs, acknowledged, problems }) => {
    const line = `${number} of ${kills}: ${victim}, back after ${(backMs / 1000).toFixed(1)} s, ${acknowledged} acknowledged`;
    console.log([line, ...problems].join('\n    '));
  },
});

console.log('\n| victim | kills | back after, median s | longest s |\n| --- | --- | --- | --- |');
for (const victim of ['server', 'engine', 'mcp'] satisfies Victim[]) {
  const times = report.kills.filter((kill) => kill.victim === victim).map(({ backMs }) => backMs / 1000);
  if (times.length === 0) continue;
  const sorted = times.toSorted((a, b) => a - b);
  console.log(
    `| ${victim} | ${times.length} | ${sorted[Math.floor(times.length / 2)]!.toFixed(1)} | ${sorted.at(-1)!.toFixed(1)} |`,
  );
}
const { acknowledged } = report;
console.log(
  `\n${report.requests} requests, of which ${report.cut} were cut off; acknowledged: ${acknowledged.answers.size} answers, ` +
    `${acknowledged.ratings.size} rated, ${acknowledged.keys.size + acknowledged.revoked.size} keys, ` +
    `${acknowledged.files.size + acknowledged.deletedFiles.size} files, ${acknowledged.jobs.size} jobs, ` +
    `${acknowledged.promotions.size} promotions, ${acknowledged.conversations.size} conversations.`,
);
for (const name of report.leftovers) console.log(`left over: ${name}`);
const problems = [...report.kills.flatMap((kill) => kill.problems), ...report.problems];
for (const problem of report.problems) console.log(problem);
if (problems.length === 0) await rm(folder, { recursive: true, force: true });
else console.log(`kept for inspection: ${folder}`);
console.log(problems.length === 0 ? 'Everything held.' : 'Not everything held.');
process.exit(problems.length === 0 ? 0 : 1);

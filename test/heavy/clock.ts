/**
 * Sets the clock of a server by hours and days, there and back, while streams, ratings, keys, files, jobs and promotions
 * go on and another process changes the same keys; then kills it with its clock ahead and starts it with its clock behind.
 * Needs Linux and libfaketime (`apt-get install faketime`).
 *
 *     node --conditions=@tuneloop/source test/heavy/clock.ts [--stay-seconds 10]
 *
 * Exits with 1 when something did not hold.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runClock } from './clock/run-clock.ts';

const { values } = parseArgs({ options: { 'stay-seconds': { type: 'string', default: '10' } } });
const folder = await mkdtemp(join(tmpdir(), 'tuneloop-clock-'));
const report = await runClock({
  folder,
  jumps: [1, 0, -1, 0, 24, -24, 0],
  stayMs: Number(values['stay-seconds']) * 1000,
  restarts: true,
  onJump: ({ hours, answerMs, acknowledged, problems }) => {
    const line = `${hours} h: a short answer in ${answerMs.toFixed(0)} ms, ${acknowledged} acknowledged`;
    console.log([line, ...problems].join('\n    '));
  },
});
const { acknowledged } = report;
console.log(
  `${report.requests} requests; acknowledged: ${acknowledged.answers.size} answers, ${acknowledged.ratings.size} rated, ` +
    `${acknowledged.keys.size + acknowledged.revoked.size} keys, ${acknowledged.files.size + acknowledged.deletedFiles.size} files, ` +
    `${acknowledged.jobs.size} jobs, ${acknowledged.promotions.size} promotions; ${report.auditRecords} lines of the audit log.`,
);
for (const problem of report.problems) console.log(problem);
const held = report.problems.length === 0 && report.jumps.every(({ problems }) => problems.length === 0);
if (held) await rm(folder, { recursive: true, force: true });
else console.log(`kept for inspection: ${folder}`);
console.log(held ? 'Everything held.' : 'Not everything held.');
process.exit(held ? 0 : 1);

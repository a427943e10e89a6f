/** Ends a process that records, by kill -9, at 200 moments: nothing that it acknowledged may be lost, nor what it
 * deleted come back. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killLogWriter } from '../../packages/rlhf/test/kill-log-writer.ts';

const rounds = Number(process.argv[2] ?? 200);
const folder = await mkdtemp(join(tmpdir(), 'tuneloop-log-kills-'));
const report = await killLogWriter(folder, rounds, (round) => {
  if (round % 20 === 0) console.log(`${round} of ${rounds}`);
});
await rm(folder, { recursive: true });
console.log(JSON.stringify({ rounds, ...report }));
if (report.lost.length + report.revived.length > 0 || report.wrongIndexes > 0) process.exitCode = 1;

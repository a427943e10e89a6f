/**
 * A server on a disk that is full, then read-only: what it answers, and whether it goes on by itself. Needs Linux, and the
 * right to mount in a namespace of its own:
 *
 *     unshare --map-root-user --mount node --conditions=@tuneloop/source test/heavy/disks.ts
 *
 * `--quick` leaves out how health tells of it, which looks at disks every five seconds. Exits with 1 when something did not hold.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runDisks } from './disks/run-disks.ts';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const folder = await mkdtemp(join(tmpdir(), 'tuneloop-disks-'));
const { problems } = await runDisks(folder, {
  watchesHealth: !values.quick,
  onStep: ({ disk, write, status, code }) => console.log(`${disk}, ${write}: ${status} ${String(code)}`),
});
if (problems.length === 0) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
for (const problem of problems) console.log(problem);
console.log(problems.length === 0 ? 'Everything held.' : `Not everything held; kept for inspection: ${folder}`);
process.exit(problems.length === 0 ? 0 : 1);

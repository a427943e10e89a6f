/**
 * A server whose name server fails, in each way, while many names are looked up at once: what needs no name has to go on
 * at once. Needs Linux, `ip`, and the right to have namespaces of its own, in which nothing but loopback can be reached:
 *
 *     unshare --map-root-user --mount --net node --conditions=@tuneloop/source test/heavy/names.ts [--lookups 32] [--fault silent]
 *
 * Exits with 1 when something did not hold.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { nameFaults } from './names/name-server.ts';
import { runNames } from './names/run-names.ts';

const { values } = parseArgs({
  options: { lookups: { type: 'string', default: '32' }, fault: { type: 'string', multiple: true } },
});
const folder = await mkdtemp(join(tmpdir(), 'tuneloop-names-'));
const report = await runNames(folder, {
  lookups: Number(values.lookups),
  faults: nameFaults.filter((fault) => values.fault?.includes(fault) ?? true),
  onResult: ({ fault, longestMs, said, problems }) => {
    const times = Object.entries(longestMs).map(([name, ms]) => `${name} ${ms.toFixed(0)}`);
    console.log([`${fault}: at most, in ms: ${times.join(', ')}`, ...said, ...problems].join('\n    '));
  },
});
console.log(`ready ${report.startMs.toFixed(0)} ms after its start`);
for (const problem of report.problems) console.log(problem);
const held = report.problems.length === 0 && report.results.every(({ problems }) => problems.length === 0);
if (held) await rm(folder, { recursive: true, force: true });
else console.log(`kept for inspection: ${folder}`);
console.log(held ? 'Everything held.' : 'Not everything held.');
process.exit(held ? 0 : 1);

/**
 * Fuzzes the whole HTTP API: schemathesis reads the server's own OpenAPI document and sends what it makes of it, to a real
 * server over the scripted engine that can reach loopback alone.
 *
 *     node --conditions=@tuneloop/source test/heavy/fuzz-api.ts [--cases N] [--seed N] [--workers N] [--folder PATH]
 *
 * Exits with 1 when an answer is not what the document says, when the server failed, hung, tried to reach another machine
 * or holds on to something in the end. The output of each round, with every failure as a curl command, stays in the folder.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { counterpartsPython } from '../../scripts/counterparts/python.ts';
import { fuzzApi } from './fuzz/fuzz-api.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: '2' },
    folder: { type: 'string' },
  },
});
const [cases, seed, workers] = [values.cases, values.seed, values.workers].map((text) => {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  console.error(`--cases, --seed and --workers take whole numbers from 1, not ${text}.`);
  return process.exit(2);
}) as [number, number, number];
const folder = values.folder === undefined ? await mkdtemp(join(tmpdir(), 'tuneloop-fuzz-')) : resolve(values.folder);

const result = await fuzzApi({
  python: counterpartsPython('schemathesis/requirements.txt'),
  folder,
  cases,
  seed,
  workers,
  onRound({ name, operations, cases: sent, failures, seconds, server }) {
    const heap = `${Math.round(server.heapBytes / 1e6)} MB heap`;
    console.log(
      `${name}: ${sent} cases of ${operations} operations in ${Math.round(seconds)} s, ${failures.length} failures; ${heap}`,
    );
  },
});

const errors = result.rounds.flatMap((round) => round.errors);
for (const { check, operation } of result.failures) console.log(`failed: ${check}: ${operation}`);
for (const defect of result.defects) console.log(`defect: ${defect}`);
for (const error of errors) console.log(`not tried: ${error}`);
const answered = new Map<string, Set<string>>();
for (const [operation, counts] of result.rounds.flatMap(({ statuses }) => Object.entries(statuses))) {
  answered.set(operation, new Set([...(answered.get(operation) ?? []), ...Object.keys(counts)]));
}
const refused = [...answered].filter(([, codes]) => ![...codes].some((status) => status.startsWith('2')));
// Few cases reach little; many should reach everything but what somebody would have to make first.
for (const [operation, codes] of cases < 5000 ? [] : refused)
  console.log(`never answered with success: ${operation} (${[...codes].join(', ')})`);
const isFine = result.failures.length + result.defects.length === 0;
const verdict = isFine ? 'all answers are as documented' : `see ${folder}`;
console.log(`${result.cases} cases, ${result.failures.length} failures, ${result.defects.length} defects: ${verdict}`);
process.exitCode = isFine ? 0 : 1;

/**
 * Gives a real server broken model and adapter files, one after another: bits turned over, files cut off, counts, lengths
 * and offsets at extremes, tensors twice, chat templates that never end, PEFT's configuration and safetensors' headers.
 *
 *     node --conditions=@tuneloop/source test/heavy/mutated-files.ts [--cases 1000] [--seed 0] [--port 8391]
 *
 * Exits with 1 when the server ended, hung, answered without a code, or did not serve any longer what it served before.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCases, type CaseKind } from './mutated-files/run-cases.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '0' },
    port: { type: 'string', default: '8391' },
  },
});
const [cases, firstSeed, port] = [Number(values.cases), Number(values.seed), Number(values.port)];
if (![cases, firstSeed, port].every(Number.isInteger) || cases < 1 || port < 1) {
  console.error('--cases, --seed and --port take whole numbers.');
  process.exit(2);
}

const folder = await mkdtemp(join(tmpdir(), 'tuneloop-mutated-'));
const results = await runCases({
  folder,
  port,
  cases,
  firstSeed,
  onCase: ({ seed, kind, name, answers, ms, problems }) => {
    if (seed % 50 === 0 || problems.length > 0 || ms > 10_000) {
      console.log(
        [`${seed} ${kind}, ${name}: ${answers.join(', ')} (${Math.round(ms)} ms)`, ...problems].join('\n    '),
      );
    }
  },
});

console.log('\n| file | cases | door and answer |\n| --- | --- | --- |');
for (const kind of ['model', 'adapter', 'peft'] satisfies CaseKind[]) {
  const own = results.filter((result) => result.kind === kind);
  const counts = new Map<string, number>();
  for (const answer of own.flatMap(({ answers }) => answers)) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  const listed = [...counts].toSorted(([, a], [, b]) => b - a).map(([answer, count]) => `${answer} × ${count}`);
  console.log(`| ${kind} | ${own.length} | ${listed.join(', ')} |`);
}
const failed = results.filter(({ problems }) => problems.length > 0);
const holds = failed.length === 0 && results.length === cases;
console.log(
  `\n${results.length} of ${cases} cases, ${failed.length} with problems. ${holds ? 'Everything held.' : 'Not everything held.'}`,
);
if (holds) await rm(folder, { recursive: true, force: true });
else console.log(`kept for inspection: ${folder}`);
process.exit(holds ? 0 : 1);

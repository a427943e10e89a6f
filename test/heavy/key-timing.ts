/**
 * Measures whether the time in which an API key is refused or accepted tells anything about the keys that there are:
 * keys that differ from a real one in their first or in their last character, made-up ones, and real ones that stand
 * first and last in the file.
 *
 *     node --conditions=@tuneloop/source test/heavy/key-timing.ts [--cases N] [--keys N]
 *
 * Kinds are measured in turn and in random order; Welch's t-test compares them, without the slowest twentieth of each
 * (collections of garbage, other programs). Exits with 1 when a |t| is over 4.5, the bound of dudect ("dude, is my code
 * constant time?", Reparaz et al. 2017), in two measurements one after another.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createApiKeyFile } from '@tuneloop/openai-server';
import { hashKey } from '../../packages/openai-server/src/auth/key-hash.ts';

const { values } = parseArgs({
  options: { cases: { type: 'string', default: '20000' }, keys: { type: 'string', default: '100' } },
});
const [cases, count] = [Number(values.cases), Number(values.keys)];
if (!Number.isInteger(cases) || cases < 100 || !Number.isInteger(count) || count < 3) {
  console.error('--cases takes a whole number from 100, --keys one from 3.');
  process.exit(2);
}

const makeKey = (): string => `tl-${randomBytes(32).toString('base64url')}`;
const keys = Array.from({ length: count }, makeKey);
const folder = await mkdtemp(join(tmpdir(), 'tuneloop-'));
const path = join(folder, 'keys.json');
await writeFile(path, fileOf(keys));
const store = createApiKeyFile(path);

/** Another character in this place. */
function alter(key: string, place: number): string {
  return `${key.slice(0, place)}${key[place] === 'A' ? 'B' : 'A'}${key.slice(place + 1)}`;
}

const first = keys[0]!;
const kinds: Readonly<Record<string, () => string>> = {
  'real, first in the file': () => first,
  'real, last in the file': () => keys.at(-1)!,
  'wrong in its first character': () => alter(first, 3),
  'wrong in its last character': () => alter(first, first.length - 1),
  'made up': makeKey,
};
const pairs: readonly [string, string][] = [
  ['real, first in the file', 'real, last in the file'],
  ['wrong in its first character', 'wrong in its last character'],
  ['wrong in its last character', 'made up'],
];

let verdicts = await measureAll();
if (verdicts.some((t) => Math.abs(t) > 4.5)) {
  console.log('\nOver 4.5: once more, since a machine that does something else can look like this.');
  verdicts = await measureAll();
}
await rm(folder, { recursive: true, force: true });
const hasLeaked = verdicts.some((t) => Math.abs(t) > 4.5);
console.log(hasLeaked ? '\nThe time tells something.' : '\nThe time tells nothing (every |t| is at most 4.5).');
process.exitCode = hasLeaked ? 1 : 0;

async function measureAll(): Promise<number[]> {
  const times = Object.fromEntries(Object.keys(kinds).map((kind): [string, number[]] => [kind, []]));
  const names = Object.keys(kinds);
  // What is compiled while it runs is not measured.
  for (let warmUp = 0; warmUp < 500; warmUp += 1) for (const name of names) await store.verify(kinds[name]!());
  for (let round = 0; round < cases; round += 1) {
    // Fresh texts, as requests bring them, made before anything is measured.
    const tokens = Object.fromEntries(names.map((name) => [name, Buffer.from(kinds[name]!()).toString('latin1')]));
    for (const name of shuffled(names)) {
      const token = tokens[name]!;
      const startedAt = process.hrtime.bigint();
      await store.verify(token);
      times[name]!.push(Number(process.hrtime.bigint() - startedAt) / 1000);
    }
  }
  const kept = Object.fromEntries(Object.entries(times).map(([kind, all]) => [kind, withoutSlowest(all)]));
  console.log(`\n${count} keys, ${cases} times each, in µs`);
  console.table(Object.fromEntries(Object.entries(kept).map(([kind, all]) => [kind, describe(all)])));
  return pairs.map(([left, right]) => {
    const t = welch(kept[left]!, kept[right]!);
    console.log(`t = ${t.toFixed(2).padStart(6)}   ${left} / ${right}`);
    return t;
  });
}

function fileOf(all: readonly string[]): string {
  const stored = all.map((key, index) => ({
    id: `key_${index}`,
    name: `key ${index}`,
    hash: hashKey(key).toString('hex'),
    scopes: ['chat'],
    createdAt: '2026-01-01T00:00:00.000Z',
  }));
  return JSON.stringify({ version: 1, keys: stored });
}

function shuffled(names: readonly string[]): string[] {
  const left = [...names];
  return names.map(() => left.splice(randomInt(left.length), 1)[0]!);
}

function withoutSlowest(all: readonly number[]): number[] {
  return all.toSorted((a, b) => a - b).slice(0, Math.floor(all.length * 0.95));
}

function mean(all: readonly number[]): number {
  return all.reduce((sum, value) => sum + value, 0) / all.length;
}

function variance(all: readonly number[]): number {
  const middle = mean(all);
  return all.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (all.length - 1);
}

function welch(left: readonly number[], right: readonly number[]): number {
  return (mean(left) - mean(right)) / Math.sqrt(variance(left) / left.length + variance(right) / right.length);
}

function describe(all: readonly number[]): Record<string, number> {
  const at = (share: number): number => Number(all[Math.floor((all.length - 1) * share)]!.toFixed(2));
  return { mean: Number(mean(all).toFixed(2)), p10: at(0.1), p50: at(0.5), p90: at(0.9) };
}

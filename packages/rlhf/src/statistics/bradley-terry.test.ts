import { describe, expect, it } from 'vitest';
import { bradleyTerry, type Contest } from './bradley-terry.ts';

// American League, eastern division, 1987: wins of the row over the column (Agresti, Categorical Data Analysis, 10.6).
const teams = ['Milwaukee', 'Detroit', 'Toronto', 'New York', 'Boston', 'Cleveland', 'Baltimore'];
const wins = [
  [0, 7, 9, 7, 7, 9, 11],
  [6, 0, 7, 5, 11, 9, 9],
  [4, 6, 0, 7, 7, 8, 12],
  [6, 8, 6, 0, 6, 7, 10],
  [6, 2, 6, 7, 0, 7, 12],
  [4, 4, 5, 6, 6, 0, 6],
  [2, 4, 1, 3, 1, 7, 0],
];
const season: Contest[] = wins.flatMap((row, winner) =>
  row
    .map((weight, loser) => ({ winner: teams[winner]!, loser: teams[loser]!, weight }))
    .filter(({ weight }) => weight > 0),
);

it('gives the published strengths of a baseball season', () => {
  const table = bradleyTerry(season, { prior: 0 });
  const baltimore = table.find(({ name }) => name === 'Baltimore')!.strength;
  const published = {
    Milwaukee: 1.581,
    Detroit: 1.436,
    Toronto: 1.294,
    'New York': 1.248,
    Boston: 1.108,
    Cleveland: 0.684,
  };
  for (const [name, strength] of Object.entries(published)) {
    expect(table.find((team) => team.name === name)!.strength - baltimore).toBeCloseTo(strength, 2);
  }
  expect(table.map(({ name }) => name)).toEqual(teams);
  expect(table.reduce((sum, { strength }) => sum + strength, 0)).toBeCloseTo(0, 9);
  expect(table[0]).toMatchObject({ contests: 78, wins: 50, ties: 0 });
});

describe('two competitors', () => {
  it('have the odds of their wins, and the interval of a logit', () => {
    const [a, b] = bradleyTerry(
      [
        { winner: 'a', loser: 'b', weight: 30 },
        { winner: 'b', loser: 'a', weight: 10 },
      ],
      { prior: 0 },
    );
    expect(a!.strength - b!.strength).toBeCloseTo(Math.log(3), 8);
    // The variance of the log odds is 1/30 + 1/10; each lies half of the difference from the mean.
    expect(a!.high - a!.strength).toBeCloseTo((1.959964 * Math.sqrt(1 / 30 + 1 / 10)) / 2, 5);
    expect(a!.elo - b!.elo).toBeCloseTo(190.85, 2);
  });

  it('are equal after ties alone', () => {
    const table = bradleyTerry([{ winner: 'a', loser: 'b', tie: true, weight: 8 }]);
    expect(table.map(({ strength, ties, wins: won }) => [strength, ties, won])).toEqual([
      [0, 8, 0],
      [0, 8, 0],
    ]);
  });

  it('stay finite when one has won always, with an interval that says how little is known', () => {
    const [first] = bradleyTerry([{ winner: 'a', loser: 'b' }]);
    expect(first).toMatchObject({ name: 'a', contests: 1 });
    expect(first!.strength).toBeLessThan(5);
    expect(first!.low).toBeLessThan(0);
  });
});

it('counts a tie as half a win for each', () => {
  const half = bradleyTerry([
    { winner: 'a', loser: 'b', weight: 4 },
    { winner: 'a', loser: 'b', tie: true, weight: 2 },
  ]);
  const whole = bradleyTerry([
    { winner: 'a', loser: 'b', weight: 5 },
    { winner: 'b', loser: 'a', weight: 1 },
  ]);
  expect(half[0]!.strength).toBeCloseTo(whole[0]!.strength, 9);
});

it('has intervals that hold the truth about as often as they say', () => {
  const truth = { a: 0.8, b: 0.2, c: -0.3, d: -0.7 };
  const names = Object.keys(truth) as (keyof typeof truth)[];
  const random = seeded(7);
  let held = 0;
  const runs = 300;
  for (let run = 0; run < runs; run += 1) {
    const contests: Contest[] = [];
    for (const one of names) {
      for (const other of names) {
        if (one >= other) continue;
        for (let game = 0; game < 30; game += 1) {
          const won = random() < 1 / (1 + Math.exp(truth[other] - truth[one]));
          contests.push(won ? { winner: one, loser: other } : { winner: other, loser: one });
        }
      }
    }
    const table = bradleyTerry(contests, { prior: 0 });
    held += table.filter(({ name, low, high }) => low <= truth[name as 'a'] && truth[name as 'a'] <= high).length;
  }
  expect(held / (runs * names.length)).toBeGreaterThan(0.93);
  expect(held / (runs * names.length)).toBeLessThan(0.97);
});

it('gives nothing for nothing', () => {
  expect(bradleyTerry([])).toEqual([]);
});

/** Numbers from 0 to 1 (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

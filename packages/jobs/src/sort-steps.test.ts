import { expect, test } from 'vitest';
import { sortSteps } from './sort-steps.ts';

const step = (name: string, ...after: string[]): { name: string; after: string[] } => ({ name, after });

test('each step stands behind those that it comes after', () => {
  const steps = [step('d', 'b', 'c'), step('c', 'a'), step('a'), step('b', 'a'), step('e')];
  expect(sortSteps(steps).map(({ name }) => name)).toEqual(['a', 'e', 'c', 'b', 'd']);
});

test('a circle is told without what only hangs on it', () => {
  const steps = [step('a'), step('tail', 'd'), step('b', 'a', 'd'), step('c', 'b'), step('d', 'c')];
  expect(() => sortSteps(steps)).toThrow('The steps come after each other in a circle: d → b → c → d.');
});

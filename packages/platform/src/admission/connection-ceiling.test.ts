import { expect, test } from 'vitest';
import { connectionCeiling } from './connection-ceiling.ts';

test.each([
  [64, 8],
  [96, 16],
  [1024, 814],
  [65_536, 52_130],
])('with a limit of %s open files there are at most %s connections', (openFiles, connections) => {
  expect(connectionCeiling(openFiles)).toBe(connections);
});

import { expect, test } from 'vitest';
import { contextSizes } from './context-sizes.ts';

test('doubles up to the trained context, which is the last one', () => {
  expect(contextSizes(2048)).toEqual([512, 1024, 2048]);
  expect(contextSizes(3000)).toEqual([512, 1024, 2048, 3000]);
  expect(contextSizes(256)).toEqual([256]);
});

import { expect, test } from 'vitest';
import { describeDifference } from './describe-difference.ts';

const written = (text: string, tokens: number[] = []): { text: string; tokens: number[] } => ({ text, tokens });

test.each([
  [written('a', [1]), written('a', [1]), undefined],
  [{ error: 'no' }, { error: 'never' }, undefined],
  [{ error: 'no' }, written('a'), undefined],
  [written('a'), { error: 'no' }, 'the template of serving refuses: no.'],
  [
    written('<s>user\nhi'),
    written('<s>user: hi'),
    'training writes "\\nhi" after "<s>user", where serving writes ": hi".',
  ],
  [written('hi'), written('hi\n'), 'training writes nothing more after "hi", where serving writes "\\n".'],
  [written('x'), written('y'), 'training writes "x" at the very beginning, where serving writes "y".'],
  [
    written('a', [5]),
    written('a', [1, 5]),
    'both write the same text, but training reads token 5 at place 0, where serving reads 1.',
  ],
  [
    written('a', [1]),
    written('a', [1, 5]),
    'both write the same text, but training reads token nothing more at place 1, where serving reads 5.',
  ],
])('%j and %j', (training, serving, said) => {
  expect(describeDifference(training, serving)).toBe(said);
});

import { expect, it } from 'vitest';
import { markupSegments } from './markup-segments.ts';

it('reads only the markup as control tokens', () => {
  expect(markupSegments('[THINK]a <b>[/THINK]', ['[THINK]', '[/THINK]'])).toEqual([
    { text: '[THINK]', control: true },
    { text: 'a <b>', control: false },
    { text: '[/THINK]', control: true },
  ]);
  expect(markupSegments('[THINK]', [])).toEqual([{ text: '[THINK]', control: false }]);
  expect(markupSegments('<a|b>', ['<a', '<a|b>'])).toEqual([{ text: '<a|b>', control: true }]);
});

import { stripVTControlCharacters } from 'node:util';
import type { Inspection } from '@tuneloop/lora';
import { expect, test } from 'vitest';
import { formatInspection } from './print-inspection.ts';

const inspection: Inspection = {
  rows: [
    {
      row: 1,
      sequences: [
        {
          column: 'completion',
          tokens: [1, 2, 3, 4, 5, 6],
          pieces: ['<user>', 'Hi\n', '<answer>', 'Grü', '\u001b[2Jße', '<end>'],
          answer: 3,
          used: 5,
        },
      ],
    },
  ],
  lengths: {
    rows: 12,
    mean: 6.4,
    median: 6,
    percentile95: 9,
    longest: 9,
    cut: 12,
    bins: [
      { from: 4, to: 7, rows: 10 },
      { from: 8, to: 15, rows: 2 },
    ],
  },
};

test('without colours what is learned stands in brackets, and nothing moves the cursor', () => {
  expect(formatInspection(inspection, { colors: false, maxLength: 5 })).toBe(
    [
      'Row 1, completion: 6 tokens, 2 learned from',
      '<user>Hi↵',
      '<answer>⟦Grü[2Jße⟧',
      '… 1 token is cut off at 5',
      '',
      '12 rows: mean 6 tokens, median 6, 95 % up to 9, longest 9; --max-length 5 cuts 12.',
      '',
      'TOKENS  ROWS',
      '   4–7    10  ██████████████████████████████',
      '  8–15     2  ██████',
    ].join('\n'),
  );
});

test('with colours neighbouring tokens differ, and the prompt is dim', () => {
  const shown = formatInspection(inspection, { colors: true, maxLength: 5 });
  expect(shown).toContain('\u001b[2m<user>\u001b[22m');
  expect(shown).toContain('\u001b[32mGrü\u001b[39m\u001b[36m[2Jße\u001b[39m');
  expect(stripVTControlCharacters(shown)).not.toContain('⟦');
});

test('of a long prompt both ends are shown', () => {
  const pieces = Array.from({ length: 1000 }, (_, index) => `${index} `);
  const sequence = { column: 'prompt' as const, tokens: pieces.map((_, id) => id), pieces, answer: 1000, used: 1000 };
  const shown = formatInspection(
    { ...inspection, rows: [{ row: 2, sequences: [sequence] }] },
    { colors: false, maxLength: 2048 },
  );
  expect(shown).toMatch(
    /^Row 2, prompt: 1000 tokens, 0 learned from\n0 1 [\d ]+ 149 \n… 700 tokens …\n850 [\d ]+ 999\n/,
  );
});

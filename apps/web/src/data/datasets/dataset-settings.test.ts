import { expect, test } from 'vitest';
import { exportBody, hasEffect, readDatasetSearch } from './dataset-settings.ts';

test('an address gives settings and filters, and what cannot be one is left out', () => {
  expect(
    readDatasetSearch({
      format: 'dpo',
      rating: 'any',
      validation: '0.1',
      test: 7,
      redact: 'pii',
      template: 'none',
      system: false,
      tools: 'no',
      seed: 3,
      min_authors: '',
    }),
  ).toEqual({ format: 'dpo', rating: 'any', validation: 0.1, redact: 'pii', system: false, seed: '3' });
  expect(readDatasetSearch({ format: 'parquet' })).toEqual({});
});

test('an export is asked for with what was chosen alone', () => {
  expect(exportBody({})).toEqual({ format: 'sft', where: {} });
  expect(
    exportBody({ format: 'kto', failed: 'false', tag: 't', test: 0.2, seed: 's', min_authors: 2, truncated: true }),
  ).toEqual({
    format: 'kto',
    where: { failed: false, tag: 't' },
    split: { validation: 0, test: 0.2, seed: 's' },
    min_authors: 2,
    truncated: true,
  });
  expect(exportBody({ seed: 's' })).not.toHaveProperty('split');
});

test('settings are offered where they do something', () => {
  expect([hasEffect('answers', 'sft'), hasEffect('answers', 'dpo')]).toEqual([true, false]);
  expect([hasEffect('template', 'stepwise'), hasEffect('reward', 'kto')]).toEqual([true, false]);
});

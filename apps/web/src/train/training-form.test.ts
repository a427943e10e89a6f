import { expect, test } from 'vitest';
import { emptyForm, formOf, hasData, loopRequestOf, requestOf } from './training-form.ts';

test('what is left empty is left to the server', () => {
  const form = { ...emptyForm, file: 'file-1' };
  expect(requestOf(form)).toEqual({ data: { file: 'file-1' }, settings: { method: 'sft' } });
  expect(loopRequestOf({ ...emptyForm, method: 'dpo' })).toEqual({ method: 'dpo', min_ratings: 1 });
});

test('what is chosen is asked for, in the units of the server', () => {
  const request = requestOf({
    ...emptyForm,
    source: 'export',
    export: 'job_1',
    method: 'dpo',
    model: 'base',
    name: ' ada ',
    epochs: '0.5',
    rank: '8',
    learningRate: '1e-4',
    variant: 'dora',
    maxProblems: '0',
    promote: 'never',
    continueFrom: 'ada@2',
  });
  expect(request).toEqual({
    data: { export: 'job_1' },
    model: 'base',
    name: 'ada',
    settings: { method: 'dpo', epochs: 0.5, learningRate: 1e-4, lora: { rank: 8, variant: 'dora' } },
    max_problems: 0,
    promote: 'never',
    continue_from: 'ada@2',
  });
});

test('there is data when the chosen source has some', () => {
  expect(hasData({ ...emptyForm, export: 'job_1' })).toBe(false);
  expect(hasData({ ...emptyForm, export: 'job_1', source: 'export' })).toBe(true);
  expect(hasData({ ...emptyForm, source: 'ratings' })).toBe(true);
});

test('the settings of a run begin another one', () => {
  const settings = { method: 'kto', epochs: 2, lora: { rank: 4, variant: 'rslora' }, tuning: 'lora', schedule: 'odd' };
  expect(formOf(settings, { ...emptyForm, name: 'ada' })).toMatchObject({
    method: 'kto',
    epochs: '2',
    rank: '4',
    variant: 'rslora',
    schedule: 'cosine',
    name: 'ada',
    maxSteps: '',
  });
});

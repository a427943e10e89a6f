import { expect, test } from 'vitest';
import { exportSettingsOf, readWhere } from './export-settings.ts';

test('flags become settings, and what is not said is left to its default', () => {
  expect(exportSettingsOf({ format: 'dpo', tools: true, system: true })).toEqual({
    format: 'dpo',
    where: {},
    tools: true,
    system: true,
  });
  const flags = {
    format: 'sft',
    since: '2026-01-31',
    where: ['model=a', 'min-score=4'],
    validation: 0.1,
    seed: 'x',
    maxPairs: 3,
  };
  expect(exportSettingsOf(flags)).toEqual({
    format: 'sft',
    where: { model: 'a', minScore: 4, since: '2026-01-31T00:00:00.000Z' },
    split: { validation: 0.1, seed: 'x' },
    maxPairsPerPrompt: 3,
  });
});

test('filters have names, and values that may hold "="', () => {
  expect(readWhere(['text=a=b', 'failed=false', 'tag=x'])).toEqual({ text: 'a=b', failed: false, tag: 'x' });
});

test.each([
  [{}, '--format'],
  [{ format: 'sft', seed: 'x' }, '--validation'],
  [{ format: 'sft', since: 'soon' }, '--since'],
  [{ format: 'sft', where: ['model'] }, 'name=value'],
  [{ format: 'sft', where: ['mode=a'] }, 'no "mode"'],
  [{ format: 'sft', where: ['failed=maybe'] }, 'true or false'],
])('%j is refused, by name', (flags, message) => {
  expect(() => exportSettingsOf(flags)).toThrow(message);
});

test('--redact asks for placeholders, and nothing does not', () => {
  expect(exportSettingsOf({ format: 'sft', redact: true })).toMatchObject({ redact: 'pii' });
  expect(exportSettingsOf({ format: 'sft' })).not.toHaveProperty('redact');
});

import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectationSchema, type Expectation } from './expectation.ts';
import { judgeAnswer } from './judge-answer.ts';
import { readChecks } from './read-checks.ts';
import { readNumber } from './read-number.ts';

const schema = { type: 'object', properties: { age: { type: 'integer' } }, required: ['age'] };

test.each<[Expectation, string, string | undefined]>([
  [{ exact: 'Paris' }, ' Paris\n', undefined],
  [{ exact: 'Paris' }, 'Paris.', 'is not "Paris"'],
  [{ contains: ['Par', 'is'] }, 'Paris', undefined],
  [{ contains: 'paris' }, 'Paris', 'does not contain'],
  [{ contains: 'Paris', not_contains: 'Lyon' }, 'Paris or Lyon', 'contains "Lyon"'],
  [{ regex: '^\\p{Lu}' }, 'Ähre', undefined],
  [{ regex: '^\\d+$' }, '12 a', 'does not match'],
  [{ regex: '^(a+)+$' }, `${'a'.repeat(40)}b`, 'in time'],
  [{ json_schema: schema }, '{"age": 3}', undefined],
  [{ json_schema: schema }, '```json\n{"age": 3}\n```', undefined],
  [{ json_schema: schema }, '{"age": "3"}', 'is not valid under the schema: age'],
  [{ json_schema: schema }, 'The age is 3', 'is not JSON'],
  [{ number: 42 }, '6 times 7 is 42.', undefined],
  [{ number: 0.3, tolerance: 0.1 }, '0.4', undefined],
  [{ number: 1234.5 }, '$1,234.50', undefined],
  [{ number: 42, tolerance: 1 }, 'It is -42', 'says -42, not 42'],
  [{ number: 42 }, 'many', 'has no number'],
  [{ label: 'positive' }, 'Positive.', undefined],
  [{ label: 'negative' }, 'The review is positive', 'says "positive"'],
  [{ label: 'positive' }, 'positive or negative', 'names no label, or several'],
  [{ label: 'non-toxic', labels: ['toxic', 'non-toxic'] }, 'It is non-toxic!', undefined],
  [{ text: 'anything' }, 'something', undefined],
])('%j of %j: %s', (expectation, answer, reason) => {
  expect(expectationSchema.parse(expectation)).toEqual(expectation);
  const verdict = judgeAnswer(answer, expectation, ['positive', 'negative']);
  expect(verdict.passed).toBe(reason === undefined);
  if (reason !== undefined) expect(verdict.reason).toContain(reason);
});

test.each([
  ['1. first 2. second: −3', -3],
  ['1,000,000 people', 1_000_000],
  ['.5e3', 500],
  ['from 3-5', 5],
  ['none', undefined],
])('the last number of %j is %s', (text, number) => {
  expect(readNumber(text)).toBe(number);
});

test('a file of checks', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'checks-'));
  const path = join(folder.path, 'checks.jsonl');
  const rows = [
    { prompt: 'Capital of France?', expect: { contains: 'Paris' } },
    {
      id: 'b',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
      ],
      expect: { regex: '.' },
      max_tokens: 5,
    },
  ];
  await writeFile(path, rows.map((row) => JSON.stringify(row)).join('\n'));
  const checks = await readChecks(path);
  expect(checks[0]).toMatchObject({ id: '1', prompt: [{ role: 'user', content: 'Capital of France?' }] });
  expect(checks[1]).toMatchObject({ id: 'b', maxTokens: 5, prompt: [{ role: 'system' }, { role: 'user' }] });
});

test.each([
  ['{"prompt": "a", "expect": {"exakt": "b"}}', 'line 1 is wrong: expect: Unrecognized key: "exakt"'],
  ['{"prompt": "a", "expect": {}}', 'expects nothing'],
  ['{"prompt": "a", "expect": {"tolerance": 1, "exact": "b"}}', 'tolerance goes with number'],
  ['{"prompt": "a", "expect": {"regex": "("}}', 'expect.regex: is no regular expression'],
  ['{"prompt": "a", "messages": [], "expect": {"exact": "b"}}', 'either prompt or messages'],
  ['{"messages": "a", "expect": {"exact": "b"}}', 'messages must be a list'],
  [
    '{"prompt": "a", "id": 1, "expect": {"exact": "b"}}\n{"prompt": "a", "id": 1, "expect": {"exact": "b"}}',
    'line 2 is wrong: another check has the id "1"',
  ],
  ['not JSON', 'Line 1'],
  ['\n', 'no checks'],
])('%s is refused', async (text, said) => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'checks-'));
  const path = join(folder.path, 'checks.jsonl');
  await writeFile(path, text);
  await expect(readChecks(path)).rejects.toThrow(said);
});

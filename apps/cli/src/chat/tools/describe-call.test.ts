import { expect, test } from 'vitest';
import { describeArguments, describeCall, describeResult } from './describe-call.ts';

test('a call and its result are a line each', () => {
  expect(describeCall({ name: 'read_file', arguments: '{"path":"/x","n":[1]}' })).toBe(
    '→ read_file(path: "/x", n: [1])',
  );
  expect(describeResult('read_file', { status: 'success', content: 'a\nb', lines: 2 }, 12.4)).toBe(
    '← read_file ✓ content: "a\\nb", lines: 2 · 12 ms',
  );
  expect(describeResult('move_file', { status: 'success' }, 1)).toBe('← move_file ✓ done · 1 ms');
  expect(describeResult('x', { status: 'error', error: 'No\nsuch file.' }, 2)).toBe('← x ✗ No such file. · 2 ms');
});

test('long ones are cut, what is approved is not', () => {
  const text = JSON.stringify({ content: 'x'.repeat(5000) });
  expect(describeCall({ name: 'write', arguments: text }).length).toBeLessThan(200);
  expect(describeResult('write', { status: 'success', content: 'x'.repeat(5000) }, 1).length).toBeLessThan(250);
  expect(describeArguments(text).length).toBeGreaterThan(5000);
});

test('nothing hides, and nothing reaches the terminal but text', () => {
  const path = '/safe\u202e\u001b[31mtxt.exe\u200b';
  for (const shown of [
    describeCall({ name: 'f', arguments: JSON.stringify({ path }) }),
    describeArguments(JSON.stringify({ path: `${path}\n` })),
    describeResult('f', { status: 'success', path }, 1),
    describeArguments(`no json ${path}`),
  ]) {
    expect(shown).toContain('/safe\\u{202e}');
    expect(shown).toContain('\\u{200b}');
    // oxlint-disable-next-line no-control-regex
    expect(shown).not.toMatch(/[\u0000-\u0009\u001b\u202e\u200b]/);
  }
});

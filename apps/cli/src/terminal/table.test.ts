import { styleText } from 'node:util';
import { expect, test } from 'vitest';
import { formatFields, formatTable } from './table.ts';

test('columns are as wide as their widest cell and numbers stand right', () => {
  const table = formatTable(
    [{ title: 'MODEL' }, { title: 'SIZE', align: 'right' }, { title: 'NOTE' }],
    [
      ['smollm2-135m', '98 MB', ''],
      ['qwen3', '5.0 GB', 'loaded'],
    ],
  );
  expect(table).toBe(['MODEL           SIZE  NOTE', 'smollm2-135m   98 MB', 'qwen3         5.0 GB  loaded'].join('\n'));
});

test('styles take no room', () => {
  const styled = styleText('green', 'ok', { validateStream: false });
  const [first, second] = formatTable([{ title: 'STATE' }, { title: 'X' }], [[styled, 'y']]).split('\n');
  expect(first).toBe('STATE  X');
  expect(second).toBe(`${styled}     y`);
});

test('fields line their values up', () => {
  expect(
    formatFields([
      ['Model', 'a'],
      ['Context size', '8,192'],
    ]),
  ).toBe('Model:         a\nContext size:  8,192');
});

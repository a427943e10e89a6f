import { expect, test } from 'vitest';
import { readArguments } from './read-arguments.ts';
import { fieldsOf } from './schema-fields.ts';

const schema = {
  type: 'object',
  properties: {
    path: { type: 'string', description: 'Absolute.' },
    depth: { type: 'integer', default: 3 },
    hidden: { type: 'boolean' },
    method: { enum: ['GET', 'POST'] },
    lines: { type: 'array', items: { type: 'string' } },
    headers: { type: 'object' },
    either: { anyOf: [{ type: 'string' }, { type: 'number' }] },
  },
  required: ['path', 'depth', 'lines'],
};

test('simple types have fields, the rest is JSON', () => {
  expect(fieldsOf(schema).map(({ name, kind, isRequired }) => [name, kind, isRequired])).toEqual([
    ['path', 'text', true],
    ['depth', 'number', false],
    ['hidden', 'boolean', false],
    ['method', 'choice', false],
    ['lines', 'lines', true],
    ['headers', 'json', false],
    ['either', 'json', false],
  ]);
  expect(fieldsOf(true)).toEqual([]);
  expect(fieldsOf({ type: 'object', properties: { odd: true } })).toMatchObject([{ name: 'odd', kind: 'json' }]);
});

test('what was written becomes arguments, and what was left empty is left out', () => {
  const fields = fieldsOf(schema);
  const read = (written: Record<string, string>): unknown => readArguments(fields, (name) => written[name] ?? '');
  expect(read({})).toEqual({ path: '', lines: [] });
  expect(
    read({ path: '/a', depth: '2', hidden: 'false', method: 'GET', lines: 'a\nb', headers: '{"x": 1}', either: '"t"' }),
  ).toEqual({ path: '/a', depth: 2, hidden: false, method: 'GET', lines: ['a', 'b'], headers: { x: 1 }, either: 't' });
  expect(() => read({ headers: '{' })).toThrow('headers is no JSON');
  expect(() => read({ depth: 'x' })).toThrow('depth is no number');
});

import { toolDefinitionSchema } from '@tuneloop/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { localNames } from './tool-names.ts';

test('names are server__tool, cleaned where a model server would refuse them', () => {
  expect(
    localNames([
      { server: 'fs', tool: 'read_file' },
      { server: 'my server', tool: 'a.b/c' },
    ]),
  ).toEqual(['fs__read_file', 'my_server__a_b_c']);
});

test('names that become alike are told apart by a hash; one that needed no cleaning keeps its own', () => {
  const [exact, other] = localNames([
    { server: 'fs', tool: 'a_b' },
    { server: 'fs', tool: 'a.b' },
  ]);
  expect(exact).toBe('fs__a_b');
  expect(other).toMatch(/^fs__a_b_[0-9a-f]{8}$/);
});

test('every name is valid, different from the others, and the same in any order', () => {
  const remote = fc.record({ server: fc.string({ minLength: 1 }), tool: fc.string({ minLength: 1, maxLength: 100 }) });
  const tools = fc.uniqueArray(remote, { selector: ({ server, tool }) => JSON.stringify([server, tool]) });
  fc.assert(
    fc.property(tools, (list) => {
      const names = localNames(list);
      for (const name of names) toolDefinitionSchema.parse({ name, parameters: true });
      expect(new Set(names).size).toBe(names.length);
      expect(localNames(list.toReversed())).toEqual(names.toReversed());
    }),
  );
});

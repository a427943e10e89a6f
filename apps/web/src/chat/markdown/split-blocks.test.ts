import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitBlocks } from './split-blocks.ts';

test.each([
  ['paragraphs', 'a\n\nb', ['a\n', 'b']],
  ['code with gaps in it', '```js\na\n\nb\n```\n\nc', ['```js\na\n\nb\n```\n', 'c']],
  ['a longer fence around a shorter one', '````\n```\n\na\n````\n\nb', ['````\n```\n\na\n````\n', 'b']],
  ['code that has not ended yet', 'a\n\n```\nb\n\nc', ['a\n', '```\nb\n\nc']],
  ['a loose list', '1. a\n\n   more\n\n2. b\n\nc', ['1. a\n\n   more\n\n2. b\n', 'c']],
  ['maths with gaps', '$$\na\n\nb\n$$\n\nc', ['$$\na\n\nb\n$$\n', 'c']],
  ['maths in brackets', '\\[\na\n\nb\n\\]\n\nc', ['\\[\na\n\nb\n\\]\n', 'c']],
  ['links that are defined elsewhere', '[a][1]\n\n[1]: http://b', ['[a][1]\n\n[1]: http://b']],
  ['nothing', '', []],
])('%s', (_name, markdown, blocks) => {
  expect(splitBlocks(markdown)).toEqual(blocks);
});

test('nothing is lost but blank lines at the beginning', () => {
  const lines = fc.array(fc.constantFrom('', 'a', '- b', '```', '  c', '$$', '1. d', '~~~~'));
  fc.assert(
    fc.property(lines, (parts) => {
      expect(splitBlocks(parts.join('\n')).join('\n')).toBe(parts.join('\n').replace(/^\n+/, ''));
    }),
  );
});

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
  [
    'links that are defined elsewhere',
    '[a][1]\n\nb\n\n[1]: http://b',
    ['[a][1]\n\n\n[1]: http://b', 'b\n', '[1]: http://b\n\n[1]: http://b'],
  ],
  ['what looks like a definition in code', '```\n[1]: b\n```\n\n[a]', ['```\n[1]: b\n```\n', '[a]']],
  ['footnotes', 'a[^1]\n\n[^1]: b', ['a[^1]\n\n[^1]: b']],
  ['nothing', '', []],
])('%s', (_name, markdown, blocks) => {
  expect(splitBlocks(markdown)).toEqual(blocks);
});

test('a long list is in several blocks, unless it counts by itself', () => {
  const list = (marker: (index: number) => string): string =>
    Array.from({ length: 100 }, (_, index) => `${marker(index)} ${'word '.repeat(12)}`).join('\n');
  for (const marker of [() => '-', (index: number) => `${index + 1}.`]) {
    const blocks = splitBlocks(list(marker));
    expect(blocks.length).toBeGreaterThan(2);
    expect(Math.max(...blocks.map(({ length }) => length))).toBeLessThan(2200);
  }
  expect(splitBlocks(list(() => '1.'))).toHaveLength(1);
});

const lines = fc.array(fc.constantFrom('', 'a', '- b', '```', '  c', '$$', '1. d', '~~~~', `- ${'e'.repeat(900)}`));

test('nothing is lost but blank lines at the beginning', () => {
  fc.assert(
    fc.property(lines, (parts) => {
      expect(splitBlocks(parts.join('\n')).join('\n')).toBe(parts.join('\n').replace(/^\n+/, ''));
    }),
  );
});

test('of a text that grows, the blocks before the last two stay as they are: each is read once', () => {
  fc.assert(
    fc.property(lines, fc.nat(), (parts, at) => {
      const text = parts.join('\n');
      const before = splitBlocks(text.slice(0, at % (text.length + 1))).slice(0, -2);
      expect(splitBlocks(text).slice(0, before.length)).toEqual(before);
    }),
  );
});

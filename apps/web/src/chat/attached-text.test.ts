import fc from 'fast-check';
import { expect, test } from 'vitest';
import { piecesOf, withFiles } from './attached-text.ts';

test('files are named blocks below the words, and are found again', () => {
  const text = withFiles('What is this?', [{ kind: 'text', name: 'a.ts', content: 'const a = 1;\n' }]);
  expect(text).toBe('What is this?\n\nFile `a.ts`:\n```ts\nconst a = 1;\n```');
  expect(piecesOf(text)).toEqual([
    { kind: 'words', text: 'What is this?' },
    { kind: 'text', name: 'a.ts', content: 'const a = 1;' },
  ]);
  expect(piecesOf('No file.\n```ts\nx\n```')).toEqual([{ kind: 'words', text: 'No file.\n```ts\nx\n```' }]);
  expect(piecesOf('')).toEqual([]);
});

test('nothing in a file ends its block', () => {
  const line = fc.constantFrom('```', '````', 'File `b`:', '```ts', 'x', '', '`', 'File `b`:\n```\ny\n```');
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), fc.array(line, { maxLength: 6 }), (one, other) => {
      const files = [one, other].map((lines, index) => {
        return { kind: 'text' as const, name: `file ${index}.md`, content: lines.join('\n').replace(/\n+$/, '') };
      });
      expect(piecesOf(withFiles('Words', files))).toEqual([{ kind: 'words', text: 'Words' }, ...files]);
    }),
  );
});

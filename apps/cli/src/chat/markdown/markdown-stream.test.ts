import { expect, test } from 'vitest';
import { MarkdownStream } from './markdown-stream.ts';

const names: Record<string, string> = { 0: '', 1: 'b', 2: 'dim', 3: 'i', 4: 'u', 9: 's', 36: 'code' };

/** Escape sequences as tags: `<b>`, `<b i>`, and `</>` for none. */
function readable(shown: string): string {
  // oxlint-disable-next-line no-control-regex
  return shown.replaceAll(/\u001b\[([\d;]*)m/g, (_, list: string) => {
    const style = list.split(';').flatMap((code) => names[code] || []);
    return style.length === 0 ? '</>' : `<${style.join(' ')}>`;
  });
}

function render(...pieces: string[]): string {
  const markdown = new MarkdownStream();
  return readable(pieces.map((piece) => markdown.push(piece)).join('') + markdown.end());
}

const bar = (text = ''): string => `<dim>${text.padEnd(32, '─')}</>`;

test.each([
  ['plain text\nof two lines', 'plain text\nof two lines'],
  ['**bold** and *italic*, ***both***', '<b>bold</> and <i>italic</>, <b i>both</>'],
  ['__bold__, _italic_, ~~gone~~', '<b>bold</>, <i>italic</>, <s>gone</>'],
  ['**bold *both* bold**', '<b>bold </><b i>both</><b> bold</>'],
  ['call `f(*x)` now', 'call <code>f(*x)</> now'],
  ['``a ` b``', '<code>a ` b</>'],
  ['# Title\ntext', '<b u>Title</>\ntext'],
  ['### Small **title**', '<b>Small title</>'],
  ['- one\n* two\n  + **three**', '• one\n• two\n  • <b>three</>'],
  ['1. one\n2) `two`', '1. one\n2) <code>two</>'],
  ['> said *so*\n> - twice', '<dim>│ said </><dim i>so</>\n<dim>│ </>• twice'],
  [
    '```js\nconst a = **b**;\n\n# no title\n```\nafter',
    `${bar('── js ')}\n<code>const a = **b**;</>\n\n<code># no title</>\n${bar()}\nafter`,
  ],
  ['~~~\n```\n~~~', `${bar()}\n<code>\`\`\`</>\n${bar()}`],
  ['> ```\n> x\n> ```\nafter', `<dim>│ ${'─'.repeat(32)}</>\n<code>> x</>\n${bar()}\nafter`],
  ['above\n\n---\n***\n', `above\n\n${bar()}\n${bar()}\n`],
])('%j', (markdown, shown) => {
  expect(render(markdown)).toBe(shown);
});

test.each([
  '2 * 3 * 4 = 24, 2*3',
  'snake_case_name and a__b',
  'a ~ b ~~ c',
  '#hashtag',
  '#!/bin/sh',
  '-5 and 3.14',
  '| a | b |\n| - | - |',
  '[a link](https://example.org)',
  '**** and \\',
  'ﬁne – 日本語 – 👩‍👩‍👧 – é',
  '42',
  '$',
])('%j stays as it is', (text) => {
  expect(render(text).replaceAll('</>', '')).toBe(text);
});

test('a backslash makes markup text', () => {
  expect(render(String.raw`\*not italic\* \`no code\` C:\new`)).toBe('*not italic* `no code` C:\\new');
});

test('emphasis goes on over a line and ends with the paragraph, code with the line', () => {
  expect(render('**one\ntwo** three')).toBe('<b>one</>\n<b>two</> three');
  expect(render('**one\n\ntwo')).toBe('<b>one</>\n\ntwo');
  expect(render('**one\n- two')).toBe('<b>one</>\n• two');
  expect(render('`one\ntwo')).toBe('<code>one</>\ntwo');
});

test('emphasis in scripts without spaces', () => {
  expect(render('这是**重要**的')).toBe('这是<b>重要</>的');
});

const document = `# Rivers

The **Rhine**, the *Po* and \`Elbe\`, ***all*** of 日本 👩‍👩‍👧.

- one _two_
  * three \\* four
1. five

> quoted **text**
> more

\`\`\`ts
const x = \`a\`; // **no**
\`\`\`

---
end ~~of~~ it`;

test('in whatever pieces it comes, the same is shown', () => {
  const whole = render(document);
  expect(render(...Array.from(document))).toBe(whole);
  for (let cut = 1; cut < document.length; cut += 1) {
    expect(render(document.slice(0, cut), document.slice(cut))).toBe(whole);
  }
});

test('what can be shown is shown at once', () => {
  const markdown = new MarkdownStream();
  const shown = Array.from('Hi **you** `c`', (character) => readable(markdown.push(character)));
  expect(shown).toEqual(['H', 'i', ' ', '', '', '<b>y', 'o', 'u', '', '', '</> ', '', '<code>c', '']);
  expect(markdown.end()).toBe('\u001b[0m');
});

test('a long text takes time in proportion', () => {
  const markdown = new MarkdownStream();
  const startedAt = performance.now();
  for (let index = 0; index < 20_000; index += 1) markdown.push('*a* `b` **c** ');
  expect(performance.now() - startedAt).toBeLessThan(5000);
});

/** What the scripted model writes, and what a long conversation is made of: text as chat models write it. */
const sentence = 'The *river* carries **sand** and `silt` to the sea, where the current spreads them over many miles.';
const paragraph = Array.from({ length: 5 }, () => sentence).join(' ');

function code(lines: number): string {
  const body = Array.from(
    { length: lines },
    (_, index) => `  const value${index} = compute(${index}, 'step ${index}');`,
  );
  return ['```ts', 'function run(): void {', ...body, '}', '```'].join('\n');
}

function table(rows: number): string {
  const body = Array.from(
    { length: rows },
    (_, index) => `| ${index} | item *${index}* | ${(index * 7.3).toFixed(1)} |`,
  );
  return ['| number | name | value |', '| ---: | --- | ---: |', ...body].join('\n');
}

function list(items: number): string {
  return Array.from({ length: items }, (_, index) => `${index + 1}. **Step ${index}**: ${sentence}`).join('\n');
}

const section = (index: number): string =>
  [`## Part ${index}`, paragraph, list(6), code(20), table(12), `So \\(a_${index}^2 + b^2\\) is it.`, paragraph].join(
    '\n\n',
  );

/** Each is more than 6,000 tokens of the scripted engine. */
export const answers: Readonly<Record<string, string>> = {
  mixed: Array.from({ length: 14 }, (_, index) => section(index)).join('\n\n'),
  code: code(700),
  table: table(900),
  list: list(260),
  paragraph: Array.from({ length: 80 }, () => paragraph).join(' '),
};

/** Questions and answers of all kinds and lengths, in turns. */
export function longConversation(messages: number): { role: string; content: string }[] {
  const kinds = [paragraph, code(12), table(6), list(4), `${paragraph}\n\n${paragraph}`, 'Yes.'];
  return Array.from({ length: messages }, (_, index) =>
    index % 2 === 0
      ? { role: 'user', content: `Question ${index / 2}: what of it?` }
      : { role: 'assistant', content: `Answer ${(index - 1) / 2}.\n\n${kinds[((index - 1) / 2) % kinds.length]}` },
  );
}

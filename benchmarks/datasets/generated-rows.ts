import { createRowWriter } from '@tuneloop/datasets';

/** Seeded draws (a linear congruential generator): the same file in every run. */
function generator(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/**
 * Writes conversations of 80 to 240 words with the frequencies of a language (Zipf). Of ten rows one is a copy of an earlier
 * one in capitals, and one a copy with a run of one to four other words (0.88 to 0.99 in common). `of` says of which row.
 */
export async function writeGeneratedRows(path: string, count: number): Promise<{ copies: number }> {
  const draw = generator(42);
  const vocabulary = Array.from({ length: 50_000 }, (_, rank) => word(rank));
  const sentence = (): string[] =>
    Array.from({ length: 80 + draw(160) }, () => vocabulary[Math.floor(vocabulary.length ** (draw(1e9) / 1e9)) - 1]!);
  const originals: { row: number; words: string[] }[] = [];
  let copies = 0;
  await using writer = await createRowWriter(path);
  for (let row = 0; row < count; row++) {
    const kind = originals.length > 0 ? draw(10) : 9;
    const original = kind < 2 ? originals[draw(originals.length)]! : { row, words: sentence() };
    if (kind < 2) copies++;
    // A few are enough to copy from, and memory stays small.
    else if (originals.length < 5000) originals.push(original);
    else originals[draw(originals.length)] = original;
    const words = kind === 1 ? changed(original.words, draw) : original.words;
    const text = kind === 0 ? words.join(' ').toUpperCase() : words.join(' ');
    const middle = text.indexOf(' ', text.length / 3);
    const messages = [
      { role: 'user', content: text.slice(0, middle) },
      { role: 'assistant', content: text.slice(middle + 1) },
    ];
    await writer.write({ messages, row, of: original.row });
  }
  await writer.finish();
  return { copies };
}

function changed(words: readonly string[], draw: (limit: number) => number): string[] {
  const length = 1 + draw(4);
  const from = draw(words.length - length);
  return words.map((word, index) => (index >= from && index < from + length ? `x${draw(1e6).toString(36)}` : word));
}

/** Short words for frequent ranks. */
function word(rank: number): string {
  const syllables = ['ka', 'lo', 'mi', 'ne', 'ru', 'sa', 'to', 've', 'wi', 'zu'];
  return Array.from(String(rank), (digit) => syllables[Number(digit)]!).join('');
}

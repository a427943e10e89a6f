const words =
  'river stone cloud garden winter letter music engine window harbour silver market bridge forest candle mountain'.split(
    ' ',
  );

/** About `tokens` tokens of plain English for the usual vocabularies; another `seed` gives another text. */
export function textOfTokens(tokens: number, seed: number): string {
  let state = seed * 2_654_435_761 + 1;
  const picked: string[] = [];
  for (let i = 0; i < tokens; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    picked.push(words[(state >>> 16) % words.length]!);
  }
  return picked.join(' ');
}

import { randomInt } from 'node:crypto';

const words = (
  'river stone garden window letter winter bridge market forest candle harbour morning paper silver village ' +
  'mountain story summer island bottle shadow engine violin carpet planet kitchen lantern meadow ticket orchard'
).split(' ');

/** The question, and the words around the list, in tokens of a usual vocabulary. */
const overheadTokens = 24;

/** A prompt of about so many tokens (common English words are one each), different every time. */
export function benchPrompt(tokens: number): string {
  const count = Math.max(1, tokens - overheadTokens);
  const list = Array.from({ length: count }, () => words[randomInt(words.length)]).join(' ');
  return `${list}\n\nWrite a long story with as many of these words as you can.`;
}

import { continuationClass, windows1252Bytes } from './windows-1252.ts';

const mostRounds = 3;
const sequence = new RegExp(
  `[\\u00C2-\\u00DF][${continuationClass}]|[\\u00E0-\\u00EF][${continuationClass}]{2}|[\\u00F0-\\u00F4][${continuationClass}]{3}`,
  'g',
);
/** Hardly ever meant as they stand: Ã or Â and another sign, the beginnings of typographic signs and of emoji. */
const unmistakable = new RegExp(
  `(?<!\\p{Lu})[ÃÂ][${continuationClass}]|\\u00E2[\\u0080€][${continuationClass}]|\\u00F0[\\u009FŸ][${continuationClass}]{2}`,
  'gu',
);
/** What people write: scripts in use, punctuation, symbols, emoji. „Spaß“ read as bytes would be a letter of N’Ko. */
const plausible = new RegExp(
  [
    String.raw`^[\u0080-\u017F\u0370-\u06FF\u0900-\u0E7F\u1E00-\u1FFF\u2000-\u2BFF\u3000-\u9FFF\uAC00-\uD7A3`,
    String.raw`\uFE0F\uFF00-\uFFEF\u{1F000}-\u{1FAFF}\u{20000}-\u{3FFFF}]+$`,
  ].join(''),
  'u',
);
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Undoes UTF-8 that was read as windows-1252 or Latin-1, once or several times: `GrÃ¼ÃŸe` becomes `Grüße`. Where the whole text
 * was read so, all of it is repaired; in a mixed text only what can hardly be meant as it stands. Other texts stay as they are.
 */
export function repairMojibake(text: string): string {
  let repaired = text;
  for (let round = 0; round < mostRounds; round++) {
    const next =
      wholly(repaired) ?? repaired.replaceAll(unmistakable, (characters) => decoded(characters) ?? characters);
    if (next === repaired) break;
    repaired = next;
  }
  return repaired;
}

/** The text read as UTF-8, where every sign of it allows that. */
function wholly(text: string): string | undefined {
  const sequences = text.match(sequence);
  if (sequences === null) return undefined;
  // One alone may be meant: „SMÅ“, «AMANHÃ».
  if (sequences.length === 1 && text.search(unmistakable) < 0) return undefined;
  const other = text.replaceAll(sequence, '');
  if (/[^\0-\u007F]/.test(other)) return undefined;
  return sequences.every((characters) => decoded(characters) !== undefined) ? decodedText(text) : undefined;
}

function decodedText(text: string): string | undefined {
  const bytes = windows1252Bytes(text);
  return bytes && strict.decode(bytes);
}

/** One sequence as the character that it is in UTF-8; `undefined` where it is none, or none that people write. */
function decoded(characters: string): string | undefined {
  try {
    const character = decodedText(characters);
    return character !== undefined && plausible.test(character) ? character : undefined;
  } catch {
    return undefined;
  }
}

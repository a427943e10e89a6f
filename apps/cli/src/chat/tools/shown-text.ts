import { withoutControlCharacters } from '../../terminal/control-characters.ts';

// What a terminal does not show, or shows in another order than it stands: who approves a call must see what it is.
const hidden = /[\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu;

/** Text of a model or a tool, harmless on a terminal; characters that would be hidden show as `\u{202e}`. */
export function shownText(text: string): string {
  return withoutControlCharacters(text).replaceAll(
    hidden,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** The same on one line of at most `length` characters. */
export function shownLine(text: string, length: number): string {
  const line = Array.from(shownText(text.replaceAll(/\s+/g, ' ')).trim());
  return line.length <= length ? line.join('') : `${line.slice(0, length - 1).join('')}…`;
}

import { stripVTControlCharacters } from 'node:util';
import { withoutControlCharacters } from '../terminal/control-characters.ts';

/** From here on a character may take two columns of a terminal. */
const firstWide = 0x1100;

/** Cuts text that a server sent to so many columns, in one line; what is left out is marked. */
export function fit(text: string, width: number): string {
  const clean = withoutControlCharacters(stripVTControlCharacters(text)).replaceAll(/[\t\n]/g, ' ');
  let columns = 0;
  let fitting = '';
  for (const character of clean) {
    columns += character.codePointAt(0)! >= firstWide ? 2 : 1;
    // Room for the mark is kept until the end is known to fit.
    if (columns > width) return `${cutTo(fitting, width - 1)}…`;
    fitting += character;
  }
  return fitting;
}

function cutTo(text: string, width: number): string {
  let columns = 0;
  let fitting = '';
  for (const character of text) {
    columns += character.codePointAt(0)! >= firstWide ? 2 : 1;
    if (columns > Math.max(0, width)) break;
    fitting += character;
  }
  return fitting;
}

// C0 without tab and line feed, DEL, and C1: everything that could start an escape sequence or move the cursor.
// oxlint-disable-next-line no-control-regex
const controlCharacters = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/**
 * Makes text from a model or a server harmless on a terminal: it can no longer move the cursor, change the title, write
 * to the clipboard or hide what was printed before. Tabs and line feeds stay. Works on any piece of a stream, because
 * it looks at single characters only.
 */
export function withoutControlCharacters(text: string): string {
  return text.replaceAll(controlCharacters, '');
}

/**
 * Text without what acts instead of being shown: control characters, and marks that reorder the text around them.
 * Source: Unicode, general category Cc, and UAX #9 for the marks.
 */
export function shownCharacters(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(/[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}

/** What SentencePiece writes for a space. */
export const spaceMark = '\u2581';

/** Byte-level BPE writes each byte as a printable character (GPT-2's table); this is the way back. */
const byteOfCharacter: ReadonlyMap<number, number> = (() => {
  const table = new Map<number, number>();
  let next = 256;
  for (let byte = 0; byte < 256; byte++) {
    const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    table.set(printable ? byte : next++, byte);
  }
  return table;
})();

/** `undefined` when `text` is not in byte-level notation (tokens that were added as plain text). */
export function byteLevelBytes(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const byte = byteOfCharacter.get(text.charCodeAt(i));
    if (byte === undefined) return undefined;
    bytes[i] = byte;
  }
  return bytes;
}

/** UTF-8 of a token in SentencePiece's notation. */
export function sentencePieceBytes(text: string): Uint8Array {
  const byte = /^<0x([0-9A-F]{2})>$/.exec(text)?.[1];
  if (byte !== undefined) return Uint8Array.of(Number.parseInt(byte, 16));
  return new TextEncoder().encode(text.replaceAll(spaceMark, ' '));
}

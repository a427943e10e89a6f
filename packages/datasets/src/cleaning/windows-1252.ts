/** What the bytes 0x80 to 0x9F stand for in windows-1252, as the WHATWG Encoding Standard has it. */
const specials = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ';

const byteOfSpecial = new Map(Array.from(specials, (character, index) => [character, 0x80 + index]));

/** Characters of the bytes 0x80 to 0xBF, which continue a sequence in UTF-8; also read as Latin-1. As a character class. */
export const continuationClass: string = String.raw`\u0080-\u00BF${specials.replaceAll(/[\u0080-\u009F]/g, '')}`;

/** The bytes of a text in windows-1252; `undefined` where it has a character that is not in it. */
export function windows1252Bytes(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const byte = code < 0x100 ? code : byteOfSpecial.get(text[index]!);
    if (byte === undefined) return undefined;
    bytes[index] = byte;
  }
  return bytes;
}

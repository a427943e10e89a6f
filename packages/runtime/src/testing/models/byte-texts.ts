/** Byte-level BPE's character for each of the 256 bytes (GPT-2's table): printable ones are themselves. */
export function byteTexts(): string[] {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    return String.fromCharCode(printable ? byte : next++);
  });
}

import { describe, expect, it } from 'vitest';
import { Utf8Tokens } from './utf8-tokens.ts';

/** Byte by byte, and some longer ones. */
const tokens = [
  ...Array.from({ length: 256 }, (_, byte) => [byte]),
  [0x61, 0xf8],
  [0xe0, 0x82, 0xa2],
  [0x82, 0x61],
  [],
];
const utf8 = new Utf8Tokens(tokens.length, (token) => Uint8Array.from(tokens[token]!));

function isUtf8(bytes: number[]): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes));
    return true;
  } catch {
    return false;
  }
}

/** Whether some bytes behind make it whole. */
function canEnd(bytes: number[]): boolean {
  const ends = [[], [0x80], [0xbf], [0x80, 0x80], [0xbf, 0x80], [0x80, 0x80, 0x80], [0xbf, 0x80, 0x80]];
  return ends.some((end) => isUtf8([...bytes, ...end]));
}

describe('Utf8Tokens', () => {
  it('knows bytes that are in no UTF-8, alone and within a token', () => {
    const never = [0xc0, 0xc1, ...Array.from({ length: 11 }, (_, more) => 0xf5 + more)];
    expect(utf8.outside).toEqual([...never, 256, 257]);
  });

  it('knows what cannot follow the first byte of a character', () => {
    const continuations = Array.from({ length: 64 }, (_, more) => 0x80 + more);
    for (let lead = 0; lead < 256; lead++) {
      if (utf8.outside.includes(lead)) continue;
      const outside = utf8.outsideAfter(lead);
      for (const byte of continuations) {
        // Where nothing can follow, a grammar says so itself.
        if (lead < 0xe0) expect(outside).toEqual([]);
        else expect(outside.includes(byte), `${lead} ${byte}`).toBe(!canEnd([lead, byte]));
      }
    }
    expect(utf8.outsideAfter(0xe0)).toContain(tokens.length - 2);
    expect(utf8.outsideAfter(undefined)).toEqual([]);
  });
});

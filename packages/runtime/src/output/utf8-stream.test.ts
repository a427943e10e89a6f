import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createUtf8Decoder } from './index.ts';

describe('createUtf8Decoder', () => {
  it('waits until a character is complete', () => {
    const decoder = createUtf8Decoder();
    const bytes = new TextEncoder().encode('é😀');
    expect([...bytes].map((byte) => decoder.push(Uint8Array.of(byte)))).toEqual(['', 'é', '', '', '', '😀']);
    expect(decoder.flush()).toBe('');
  });

  it('marks a character that never ends, and invalid bytes', () => {
    const decoder = createUtf8Decoder();
    expect(decoder.push(Uint8Array.of(0x61, 0xff, 0xe2, 0x82))).toBe('a\uFFFD');
    expect(decoder.flush()).toBe('\uFFFD');
  });

  it('keeps a byte order mark', () => {
    expect(createUtf8Decoder().push(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe('\uFEFFa');
  });

  it('gives the same text however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 6 })), (pieces) => {
        const decoder = createUtf8Decoder();
        const text = pieces.map((piece) => decoder.push(piece)).join('') + decoder.flush();
        const whole = new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.concat(pieces));
        expect(text).toBe(whole);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTextCodecs } from './text-codecs.ts';

const codecs = createTextCodecs();
const encoder = new codecs.TextEncoder();
const standard = new TextEncoder();
/** With characters of every length in UTF-8. */
const texts = fc
  .array(fc.oneof(fc.nat(0x7f), fc.nat(0x7ff), fc.nat(0xd7ff), fc.integer({ min: 0xe000, max: 0x10ffff })))
  .map((points) => String.fromCodePoint(...points));

describe('the codecs of the realm', () => {
  it('encode as the standard does', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect([...encoder.encode(text)]).toStrictEqual([...standard.encode(text)]);
      }),
    );
    expect([...encoder.encode('a\uD800b')]).toStrictEqual([...standard.encode('a\uD800b')]);
  });

  it('stop encoding between characters where there is no room', () => {
    fc.assert(
      fc.property(texts, fc.nat(40), (text, room) => {
        const [own, theirs] = [new Uint8Array(room), new Uint8Array(room)];
        expect(encoder.encodeInto(text, own)).toStrictEqual(standard.encodeInto(text, theirs));
        expect(own).toStrictEqual(theirs);
      }),
    );
  });

  it('decode what is text as the standard does', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(new codecs.TextDecoder().decode(standard.encode(text))).toBe(text);
        const utf16 = Buffer.from(text, 'utf16le');
        expect(new codecs.TextDecoder('utf-16le').decode(utf16)).toBe(utf16.toString('utf16le'));
      }),
    );
    const large = 'añ😀'.repeat(100_000);
    expect(new codecs.TextDecoder('utf8').decode(standard.encode(large))).toBe(large);
    expect(new codecs.TextDecoder('latin1').decode(Buffer.alloc(1_000_000, 'é', 'latin1'))).toBe('é'.repeat(1_000_000));
  });

  it('never read characters out of what is no UTF-8', () => {
    const isText = (bytes: Uint8Array) => {
      try {
        new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
        return true;
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 6 }), (bytes) => {
        expect(new codecs.TextDecoder().decode(bytes).includes('\uFFFD')).toBe(!isText(bytes));
      }),
      { numRuns: 2000 },
    );
    for (const bytes of [
      [0xc0, 0x80],
      [0xe0, 0x80, 0x80],
      [0xed, 0xa0, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
      [0xf0, 0x80, 0x80, 0x80],
    ]) {
      expect(new codecs.TextDecoder().decode(Uint8Array.from(bytes))).toMatch(/^\uFFFD+$/);
    }
  });
});

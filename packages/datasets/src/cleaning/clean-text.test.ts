import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText, cleanValue } from './clean-text.ts';
import { repairMojibake } from './repair-mojibake.ts';

const asWindows1252 = (text: string): string => new TextDecoder('windows-1252').decode(Buffer.from(text));
const asLatin1 = (text: string): string => Buffer.from(text).toString('latin1');

describe('UTF-8 that was read as something else', () => {
  it.each([
    'Grüße aus München, ça va très bien, señor',
    '“Quoted” – it’s 5 €…',
    'Привет, мир',
    'こんにちは世界',
    'Łódź, čeština, İstanbul',
    'नमस्ते दुनिया',
    'مرحبا بالعالم',
    '🙂 👍🏽',
    'naïve café',
  ])('is repaired: %s', (text) => {
    expect(repairMojibake(asLatin1(text))).toBe(text);
    expect(repairMojibake(asWindows1252(text))).toBe(text);
    expect(repairMojibake(asWindows1252(asWindows1252(text)))).toBe(text);
  });

  it('is repaired beside text that was read rightly', () => {
    expect(repairMojibake(`日本 and ${asWindows1252('café – “très” 🙂')}`)).toBe('日本 and café – “très” 🙂');
  });

  it.each([
    'Das macht „Spaß“.',
    'Spaß“',
    'voilà\u00A0»',
    'CAFÉ…',
    'AMANHÃ»',
    'SMÅ“',
    'Größe ½ £5 à 20 €',
    'Ç’est ça, «déjà»',
    'Ãñ', // No UTF-8.
    'plain text',
    '日本語',
  ])('is not seen in: %s', (text) => {
    expect(repairMojibake(text)).toBe(text);
  });
});

describe('what nobody sees', () => {
  it.each([
    ['\uFEFFa\u200Bb\u00ADc\u2060d', 'abcd'],
    ['a\u0000b\u0007c\u009Bd', 'abcd'],
    ['\u001B[31mred\u001B[0m \u001B]0;title\u0007text', 'red text'],
    ['pay\u202Elatot\u202C', 'paylatot'],
    ['hi\u{E0069}\u{E0067}\u{E006E} there', 'hi there'],
    ['soft\u200Dware\u200C', 'software'],
    ['\uD800 alone', '\uFFFD alone'],
  ])('goes: %j', (text, cleaned) => {
    expect(cleanText(text)).toBe(cleaned);
  });

  it.each([['👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️ 👍🏽'], ['می‌خواهم'], ['क्‍ष'], ['שלום \u200F(abc)\u200F']])(
    'stays where it means something: %s',
    (text) => {
      expect(cleanText(text)).toBe(text);
    },
  );
});

describe('white space', () => {
  const text = '\n\r\n  one\u00A0two \t\r\n\tthree\u2028four\n\n\n\nfive  \n';

  it('is tidied, and indentation stays', () => {
    expect(cleanText(text)).toBe('  one two\n\tthree\nfour\n\nfive');
  });

  it('is collapsed or kept where that is asked for', () => {
    expect(cleanText(text, { whiteSpace: 'collapse' })).toBe('one two three four five');
    expect(cleanText(text, { whiteSpace: 'keep' })).toBe(text);
  });
});

it('composes characters', () => {
  expect(cleanText('e\u0301 ﬁ ２')).toBe('é ﬁ ２');
  expect(cleanText('e\u0301 ﬁ ２', { unicode: 'NFKC' })).toBe('é fi 2');
  expect(cleanText('e\u0301', { unicode: false })).toBe('e\u0301');
});

const anyCharacter = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));

it('changes nothing the second time', () => {
  const pieces = [
    '\u200D',
    '\u200B',
    '\u0301',
    'e',
    'Ã',
    '©',
    'â',
    '€',
    '™',
    '\r',
    '\n',
    ' ',
    '\u001B',
    '[',
    'm',
    '\u0085',
    'क',
    '👍',
  ];
  const text = fc.array(fc.oneof(fc.constantFrom(...pieces), anyCharacter));
  fc.assert(
    fc.property(text, (parts) => {
      const once = cleanText(parts.join(''));
      expect(cleanText(once)).toBe(once);
    }),
    { seed: 5, numRuns: 500 },
  );
});

it('cleans all strings of a value, and returns the value itself where there is nothing to do', () => {
  const row = { messages: [{ role: 'user', content: 'a\u200B' }], score: 1, none: null };
  expect(cleanValue(row)).toEqual({ messages: [{ role: 'user', content: 'a' }], score: 1, none: null });
  const clean = { messages: [{ role: 'user', content: 'a' }] };
  expect(cleanValue(clean)).toBe(clean);
});

it('refuses options that it does not know', () => {
  expect(() => cleanText('a', { unicode: 'NFD' as never })).toThrow(
    expect.objectContaining({ code: 'INVALID_REQUEST' }),
  );
});

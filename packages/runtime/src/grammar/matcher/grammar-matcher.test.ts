import { describe, expect, it } from 'vitest';
import { createNativeMatcher } from '../../../test/grammar/native-matcher.ts';
import { randomText } from '../../../test/grammar/random-text.ts';
import { createRandom, type Random } from '../../sampling/random.ts';
import { jsonSchemaCorpus } from '../../../test/model/json-schema-corpus.ts';
import { toGbnf } from '../gbnf.ts';
import { compileSchema } from '../schema-compiler.ts';
import { GrammarMatcher, parseGbnf, TokenTrie } from './index.ts';

function accepts(matcher: GrammarMatcher, text: string): boolean {
  return matcher.advanceAll(matcher.start, new TextEncoder().encode(text))?.mayEnd ?? false;
}

const matcherOf = (grammar: string): GrammarMatcher => new GrammarMatcher(parseGbnf(grammar));

/** The text with one character more, less, or another one. */
function damaged(text: string, random: Random): string {
  const characters = Array.from(text);
  const signs = ['"', '}', ']', ',', '0', '9', '-', 'a', 'é', '😀', ' ', '\\', '\n'];
  const sign = signs[Math.floor(random() * signs.length)]!;
  const place = Math.floor(random() * (characters.length + 1));
  return characters.toSpliced(place, Math.floor(random() * 2), ...(random() < 0.7 ? [sign] : [])).join('');
}

describe.each(jsonSchemaCorpus)('$name', ({ schema }) => {
  it('is followed as llama.cpp follows it', async () => {
    const grammar = compileSchema(schema);
    const text = toGbnf(grammar);
    const [matcher, isAccepted] = [matcherOf(text), await createNativeMatcher(text)];
    const random = createRandom(7);
    for (let run = 0; run < 20; run += 1) {
      const valid = randomText(grammar, random);
      expect(accepts(matcher, valid), valid).toBe(true);
      for (let change = 0; change < 5; change += 1) {
        const other = damaged(valid, random);
        expect(accepts(matcher, other), JSON.stringify(other)).toBe(isAccepted(other));
      }
    }
  });
});

describe('GrammarMatcher', () => {
  it.each([
    ['root ::= "a" |\n  "b" other\nother ::= "c"', ['a', 'bc'], ['c', 'ab', '']],
    ['root ::= ("a" |\n "b")+ # both\n', ['a', 'ba'], ['', 'c']],
    ['root ::= x{2,3} y?\nx ::= [a-c]\ny ::= [^a-z\\n]', ['ab', 'abcX', 'abé', 'abc😀'], ['a', 'abcd', 'ab\n', 'abx']],
    ['root ::= "\\x41\\u00e9\\U0001F600\\"" .', ['Aé😀"x', 'Aé😀"é'], ['Aé😀"']],
    ['root ::= "(" root ")" | ""', ['', '()', '((()))'], ['(', '())']],
    ['root ::= [\\]^-]{0,2}', [']', '--', '^'], ['a', ']]]']],
  ])('reads %j', (grammar, valid, invalid) => {
    const matcher = matcherOf(grammar);
    expect(valid.filter((text) => !accepts(matcher, text))).toEqual([]);
    expect(invalid.filter((text) => accepts(matcher, text))).toEqual([]);
  });

  it.each([
    ['root ::= "a', 'ends within'],
    ['start ::= "a"', 'no rule "root"'],
    ['root ::= other', '"other" is not defined'],
    ['root ::= "a"{3,1}', 'allows nothing'],
    ['root ::= "a"{5000}', 'more than 2000'],
    ['root ::= ("a"', '")" is missing'],
    ['root = "a"', '"::=" is missing'],
    ['root ::= "\\q"', 'unknown escape'],
    ['root ::= root "a" | "b"', 'begins with itself'],
    ['root ::= "x" other\nother ::= "a"? root? other', 'begins with itself'],
  ])('refuses %j', (grammar, reason) => {
    expect(() => parseGbnf(grammar)).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST', message: expect.stringContaining(reason) as string }),
    );
  });

  it('lets through every character of a range, and no bytes that are not UTF-8', () => {
    const random = createRandom(3);
    for (let run = 0; run < 60; run += 1) {
      const [from, to] = [random(), random()]
        .map((share) => Math.floor(share ** 3 * 0x10ffff))
        .toSorted((a, b) => a - b);
      const matcher = matcherOf(`root ::= [\\U${hex(from!)}-\\U${hex(to!)}]`);
      for (const point of [from!, to!, from! - 1, to! + 1, Math.floor((from! + to!) / 2)]) {
        const isHalf = point >= 0xd800 && point <= 0xdfff;
        if (point < 0 || point > 0x10ffff || isHalf) continue;
        expect(accepts(matcher, String.fromCodePoint(point)), `${point}`).toBe(point >= from! && point <= to!);
      }
    }
    const any = matcherOf('root ::= .');
    for (const bytes of [[0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5], [0x80], [0xe0, 0x80, 0x80]]) {
      expect(any.advanceAll(any.start, Uint8Array.from(bytes))).toBeNull();
    }
  });

  it('forgets nothing of where it is when it has seen many states', () => {
    const matcher = matcherOf('root ::= ("a" | "b"){0,1500} "!"');
    expect(accepts(matcher, `${'ab'.repeat(750)}!`)).toBe(true);
    expect(accepts(matcher, `${'ab'.repeat(751)}!`)).toBe(false);
  });
});

function hex(point: number): string {
  return point.toString(16).padStart(8, '0');
}

describe('TokenTrie', () => {
  it('finds the tokens that can follow, also those that end within a character', () => {
    const texts = ['', 'a', 'ab', 'é', 'b', '"', 'abc'].map((text) => new TextEncoder().encode(text));
    const tokens = [...texts, Uint8Array.of(0xc3), Uint8Array.of(0xa9)];
    const trie = new TokenTrie(tokens.length, (token) => tokens[token]!);
    const matcher = matcherOf('root ::= "a" [b-c] | "é"');
    const after = (text: Uint8Array): number[] =>
      trie.allowed(matcher, matcher.advanceAll(matcher.start, text)!).toSorted((a, b) => a - b);
    expect(after(new Uint8Array())).toEqual([1, 2, 3, 7]);
    expect(after(texts[1]!)).toEqual([4]);
    expect(after(Uint8Array.of(0xc3))).toEqual([8]);
    expect(after(texts[2]!)).toEqual([]);
  });
});

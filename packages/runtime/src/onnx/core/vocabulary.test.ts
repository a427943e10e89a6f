import { describe, expect, it } from 'vitest';
import { Vocabulary } from './vocabulary.ts';

const added = [
  { id: 10, content: '<s>', special: true },
  { id: 11, content: '<|end|>', special: true },
  { id: 12, content: '<tool>', special: false },
];

/** Writes bytes as GPT-2 does: a space is `Ġ`, the two bytes of `é` are `Ã` and `©`. */
const byteLevel = {
  added_tokens: added,
  normalizer: null,
  pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
  decoder: { type: 'ByteLevel' },
  post_processor: null,
  model: {
    type: 'BPE',
    vocab: { a: 0, Ġ: 1, Ã: 2, '©': 3, '<': 4, '>': 5, s: 6, Ġa: 7 },
    merges: ['Ġ a'],
  },
};

/** Marks spaces, and has bytes for what it has no piece for. */
const sentencePiece = {
  added_tokens: added,
  normalizer: { type: 'Sequence', normalizers: [{ type: 'Replace', pattern: { String: ' ' }, content: '▁' }] },
  pre_tokenizer: null,
  decoder: { type: 'ByteFallback' },
  post_processor: {
    type: 'TemplateProcessing',
    single: [{ SpecialToken: { id: '<s>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
    pair: [],
    special_tokens: { '<s>': { id: '<s>', ids: [10], tokens: ['<s>'] } },
  },
  model: {
    type: 'BPE',
    byte_fallback: true,
    unk_token: '<unk>',
    vocab: { '<unk>': 0, a: 1, '▁': 2, '▁a': 3, '<0xC3>': 4, '<0xA9>': 5 },
    merges: ['▁ a'],
  },
};

const create = (tokenizer: { added_tokens: typeof added }): Promise<Vocabulary> =>
  Vocabulary.create({ tokenizer, config: {}, size: 14, ends: [11] });
const textOf = (vocabulary: Vocabulary, tokens: readonly number[]): string =>
  Buffer.from(tokens.flatMap((token) => [...vocabulary.bytes(token)])).toString();

describe.each([
  ['bytes', byteLevel, [7, 2, 3]],
  ['pieces', sentencePiece, [3, 4, 5]],
] as const)('a vocabulary of %s', (_kind, tokenizer, expected) => {
  it('reads text, and writes each token as its bytes', async () => {
    const vocabulary = await create(tokenizer);
    const tokens = vocabulary.tokenizeText(' aé', { begin: false, control: false });
    expect(tokens).toEqual(expected);
    expect(textOf(vocabulary, tokens)).toBe(' aé');
  });

  it('has no text for control tokens, but their name for those who look at single ones', async () => {
    const vocabulary = await create(tokenizer);
    expect([10, 11, 12, 13].map((token) => textOf(vocabulary, [token]))).toEqual(['', '', '<tool>', '']);
    expect(Buffer.from(vocabulary.piece(11)).toString()).toBe('<|end|>');
    expect(vocabulary.controlTexts).toEqual(['<|end|>', '<s>']);
    expect([vocabulary.isEnd(11), vocabulary.isEnd(10)]).toEqual([true, false]);
  });

  it('takes control tokens from templates alone: a user cannot write one', async () => {
    const vocabulary = await create(tokenizer);
    expect(vocabulary.tokenizeText('<s>', { begin: false, control: true })).toEqual([10]);
    expect(vocabulary.tokenizeText('<s>', { begin: false, control: false })).not.toContain(10);
  });
});

describe('the token that begins a sequence', () => {
  it('is put in front once, where the tokenizer itself would', async () => {
    const vocabulary = await create(sentencePiece);
    expect(vocabulary.tokenize([{ text: 'a', control: false }])).toEqual([10, 1]);
    expect(vocabulary.tokenize([{ text: '<s>a', control: true }])).toEqual([10, 1]);
    expect(vocabulary.tokenizeText('a', { begin: false, control: false })).toEqual([1]);
    const none = await create(byteLevel);
    expect(none.tokenize([{ text: 'a', control: false }])).toEqual([0]);
  });
});

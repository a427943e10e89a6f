import { expect, it } from 'vitest';
import { createTokenizer } from '../folder/create-tokenizer.ts';
import { TextFrame } from './text-frame.ts';

const vocab = { '[PAD]': 0, '[UNK]': 1, '[CLS]': 2, '[SEP]': 3, a: 4, b: 5, c: 6 };
const special = (name: string, type: number): object => ({ SpecialToken: { id: name, type_id: type } });
const text = (name: 'A' | 'B', type: number): object => ({ Sequence: { id: name, type_id: type } });

/** A tokenizer of single letters with what it puts around texts. */
async function frameOf(single: object[], pair: object[]): Promise<TextFrame> {
  const tokenizer = await createTokenizer({
    tokenizer: {
      version: '1.0',
      added_tokens: ['[PAD]', '[UNK]', '[CLS]', '[SEP]'].map((content, id) => ({ id, content, special: true })),
      normalizer: null,
      pre_tokenizer: { type: 'Whitespace' },
      post_processor: {
        type: 'TemplateProcessing',
        single,
        pair,
        special_tokens: {},
      },
      decoder: null,
      model: { type: 'WordLevel', vocab, unk_token: '[UNK]' },
    },
    config: {},
  });
  return TextFrame.of(tokenizer);
}

it('puts the special tokens of the tokenizer around one text and two', async () => {
  const frame = await frameOf(
    [special('[CLS]', 0), text('A', 0), special('[SEP]', 0)],
    [special('[CLS]', 0), text('A', 0), special('[SEP]', 0), text('B', 1), special('[SEP]', 1)],
  );
  expect(frame.single([4, 5])).toEqual({ ids: [2, 4, 5, 3], types: [0, 0, 0, 0] });
  expect(frame.single([2, 4, 5, 3])).toEqual({ ids: [2, 4, 5, 3], types: [0, 0, 0, 0] });
  expect(frame.pair([4], [5, 6])).toEqual({ ids: [2, 4, 3, 5, 6, 3], types: [0, 0, 0, 1, 1, 1] });
  expect(frame.pair([4], [])).toEqual({ ids: [2, 4, 3, 3], types: [0, 0, 0, 1] });
});

it('knows tokenizers that put a token behind a text alone, or two between texts', async () => {
  const frame = await frameOf(
    [text('A', 0), special('[SEP]', 0)],
    [special('[CLS]', 0), text('A', 0), special('[SEP]', 0), special('[SEP]', 0), text('B', 0), special('[SEP]', 0)],
  );
  expect(frame.single([4])).toEqual({ ids: [4, 3], types: [0, 0] });
  expect(frame.pair([4], [5])).toEqual({ ids: [2, 4, 3, 3, 5, 3], types: [0, 0, 0, 0, 0, 0] });
});

it('knows tokenizers that put nothing around texts', async () => {
  const frame = await frameOf([text('A', 0)], [text('A', 0), text('B', 1)]);
  expect(frame.single([4, 5])).toEqual({ ids: [4, 5], types: [0, 0] });
  expect(frame.pair([4], [5])).toEqual({ ids: [4, 5], types: [0, 1] });
});

import { describe, expect, it } from 'vitest';
import type { Generation } from './generation.ts';
import { planStep } from './plan-step.ts';

const decoding = (token: number, id = token): Generation =>
  ({ next: token, draft: [], sequence: { id } }) as unknown as Generation;

function prefilling(length: number, done = 0): Generation {
  const prompt = Array.from({ length }, (_, index) => index);
  return { prompt, remainingPrefill: length - done, next: undefined, sequence: { id: 99 } } as unknown as Generation;
}

describe('planStep', () => {
  it('decodes one token of each output in one batch', () => {
    const items = planStep([decoding(5), decoding(6), decoding(7)], undefined, 512);
    expect(items.map(({ tokens, samples }) => ({ tokens, samples }))).toEqual([
      { tokens: [5], samples: true },
      { tokens: [6], samples: true },
      { tokens: [7], samples: true },
    ]);
  });

  it('goes by the numbers of the sequences, whoever came first', () => {
    const items = planStep([decoding(5, 2), decoding(6, 0), decoding(7, 1)], undefined, 512);
    expect(items.map(({ tokens }) => tokens[0])).toEqual([6, 7, 5]);
  });

  it('fills a batch with a prompt when nobody is reading', () => {
    const prompt = prefilling(1000);
    const [item] = planStep([prompt], prompt, 512);
    expect(item).toMatchObject({ logits: 'none', samples: false });
    expect(item?.tokens).toHaveLength(512);
  });

  it('asks for logits after the last token of a prompt', () => {
    const prompt = prefilling(1000, 900);
    const [item] = planStep([prompt], prompt, 512);
    expect(item).toMatchObject({ logits: 'last', samples: true });
    expect(item?.tokens.at(0)).toBe(900);
    expect(item?.tokens.at(-1)).toBe(999);
  });

  it('gives a prompt half a batch beside outputs that are being read', () => {
    const prompt = prefilling(1000);
    const items = planStep([decoding(1), prompt], prompt, 512);
    expect(items.map(({ tokens }) => tokens.length)).toEqual([1, 256]);
  });

  it('decodes guesses with the token that they follow', () => {
    const guessing = { next: 1, draft: [2, 3], sequence: { id: 0 } } as unknown as Generation;
    const prompt = prefilling(1000);
    const items = planStep([guessing, prompt], prompt, 16);
    expect(items.map(({ tokens }) => tokens.length)).toEqual([3, 8]);
    expect(items[0]).toMatchObject({ tokens: [1, 2, 3], logits: 'all', samples: true });
  });

  it('keeps the logits of every token of a prompt that is scored, in small chunks', () => {
    const prompt = Object.assign(prefilling(100), { scores: {} as Generation['scores'] });
    expect(planStep([prompt], prompt, 512)).toMatchObject([{ logits: 'all', samples: false, tokens: { length: 64 } }]);
  });

  it('never plans more than the batch holds', () => {
    const prompt = prefilling(1000);
    const items = planStep([...Array.from({ length: 14 }, (_, i) => decoding(i)), prompt], prompt, 16);
    expect(items.reduce((sum, { tokens }) => sum + tokens.length, 0)).toBe(16);
  });
});

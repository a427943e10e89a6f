import { describe, expect, it } from 'vitest';
import type { CoreRequest } from '../../hosting/core-request.ts';
import { Generation } from './generation.ts';
import { Utf8Tokens } from './utf8-tokens.ts';
import type { Vocabulary } from './vocabulary.ts';

const pieces = ['a', 'b', '<|channel|>', '<|call|>', '<|im_end|>'];
const firstControl = 2;
const firstEnd = 3;

const vocabulary: Vocabulary = {
  size: pieces.length,
  controlTexts: pieces.slice(firstControl),
  bosText: '',
  eosText: '<|im_end|>',
  isEnd: (token) => token >= firstEnd,
  bytes: (token) => new TextEncoder().encode(token < firstControl ? pieces[token] : ''),
  controlText: (token) => (token < firstControl ? '' : pieces[token]!),
  utf8: new Utf8Tokens(0, () => new Uint8Array()),
  piece: (token) => new TextEncoder().encode(pieces[token]),
  tokenize: () => [],
  tokenizeText: () => [],
};

function outputOf(tokens: number[], settings: Partial<CoreRequest> = {}) {
  const request: CoreRequest = { id: 'x', prompt: [0], sampling: {}, reusePrefix: true, ...settings };
  const generation = new Generation(request, [0], vocabulary, 100);
  const outputs = tokens.map((token) => generation.accept(token, undefined));
  return { text: outputs.map(({ text }) => text).join(''), finish: outputs.at(-1)?.finish };
}

describe('Generation', () => {
  it('gives control tokens no text', () => {
    expect(outputOf([0, 2, 1, 4])).toEqual({ text: 'ab', finish: { reason: 'stop' } });
  });

  it('shows those that a parser reads, also where they end the output', () => {
    const markup = ['<|channel|>', '<|call|>'];
    expect(outputOf([2, 0, 3], { markup })).toEqual({ text: '<|channel|>a<|call|>', finish: { reason: 'stop' } });
    expect(outputOf([2, 0, 4], { markup })).toEqual({ text: '<|channel|>a', finish: { reason: 'stop' } });
  });

  it('finds a stop string across tokens', () => {
    expect(outputOf([0, 1], { stop: ['ab'] })).toEqual({ text: '', finish: { reason: 'stop', stopSequence: 'ab' } });
    expect(outputOf([0, 4], { stop: ['ab'] })).toEqual({ text: 'a', finish: { reason: 'stop' } });
  });
});

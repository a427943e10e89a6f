import { TuneloopError } from '@tuneloop/protocol';
import { expect, test } from 'vitest';
import { decodeEmbedding } from './decode-request.ts';
import { encodeEmbeddings } from './encode-result.ts';

const result = { embeddings: [new Float32Array([1, -0.5])], usage: { promptTokens: 3 } };

test.each([
  ['a', ['a']],
  [
    ['a', 'b'],
    ['a', 'b'],
  ],
  [[1, 2], [[1, 2]]],
  [
    [[1], [2]],
    [[1], [2]],
  ],
])('inputs %j', (input, inputs) => {
  expect(decodeEmbedding({ input }).request.inputs).toEqual(inputs);
});

test.each([
  [{}, 'input'],
  [{ input: '' }, 'input'],
  [{ input: [] }, 'input'],
  [{ input: ['a', ''] }, 'input[1]'],
  [{ input: 'a', encoding_format: 'hex' }, 'encoding_format'],
  [{ input: 'a', truncate: true }, 'truncate'],
])('%j is refused naming %s', (body, param) => {
  expect(() => decodeEmbedding(body)).toThrow(
    expect.objectContaining({
      code: 'INVALID_REQUEST',
      details: expect.objectContaining({ param }) as unknown,
    }) as Error,
  );
});

test('floats', () => {
  expect(encodeEmbeddings(result, 'stub', { encoding: 'float', dimensions: 2 })).toEqual({
    object: 'list',
    data: [{ object: 'embedding', index: 0, embedding: [1, -0.5] }],
    model: 'stub',
    usage: { prompt_tokens: 3, total_tokens: 3 },
  });
});

test('base64 is of little-endian 32-bit floats', () => {
  const { data } = encodeEmbeddings(result, 'stub', { encoding: 'base64', dimensions: undefined });
  expect(Buffer.from(data[0]?.embedding as string, 'base64').toString('hex')).toBe('0000803f000000bf');
});

test('other dimensions than the model’s are refused', () => {
  let thrown;
  try {
    encodeEmbeddings(result, 'stub', { encoding: 'float', dimensions: 1 });
  } catch (error) {
    thrown = TuneloopError.from(error);
  }
  expect(thrown?.details).toEqual({ problem: 'unsupported_parameter', param: 'dimensions' });
});

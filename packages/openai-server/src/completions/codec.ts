import type { GenerationCodec } from '../generation/answer-request.ts';
import { createCompletionBodyEncoder } from './body-encoder.ts';
import { createCompletionChunkEncoder } from './chunk-encoder.ts';
import { decodeCompletion, type DecodedCompletion } from './decode-request.ts';

/** `POST /v1/completions` */
export const completionCodec: GenerationCodec<DecodedCompletion> = {
  idPrefix: 'cmpl-',
  decode: decodeCompletion,
  streamEncoder: createCompletionChunkEncoder,
  bodyEncoder: createCompletionBodyEncoder,
};

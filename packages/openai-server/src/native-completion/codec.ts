import type { GenerationCodec } from '../generation/answer-request.ts';
import type { DecodedRequest } from '../generation/decoded-request.ts';
import { decodeInfill, decodeNativeCompletion } from './decode-request.ts';
import { createNativeBodyEncoder, createNativeStreamEncoder } from './encoder.ts';

/** `POST /completion`, llama-server's own. */
export const nativeCompletionCodec: GenerationCodec<DecodedRequest> = {
  idPrefix: 'cmpl-',
  decode: decodeNativeCompletion,
  streamEncoder: createNativeStreamEncoder,
  bodyEncoder: createNativeBodyEncoder,
};

/** `POST /infill`, answered in the same shape. */
export const infillCodec: GenerationCodec<DecodedRequest> = { ...nativeCompletionCodec, decode: decodeInfill };

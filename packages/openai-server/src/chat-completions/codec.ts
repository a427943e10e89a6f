import type { GenerationCodec } from '../generation/answer-request.ts';
import type { DecodedRequest } from '../generation/decoded-request.ts';
import { createChatBodyEncoder } from './body-encoder.ts';
import { createChatChunkEncoder } from './chunk-encoder.ts';
import { decodeChatCompletion } from './decode-request.ts';

/** `POST /v1/chat/completions` */
export const chatCompletionCodec: GenerationCodec<DecodedRequest> = {
  idPrefix: 'chatcmpl-',
  decode: decodeChatCompletion,
  streamEncoder: (head, { delivery }) => createChatChunkEncoder(head, delivery),
  bodyEncoder: (head, { choices }) => createChatBodyEncoder(head, choices.length),
};

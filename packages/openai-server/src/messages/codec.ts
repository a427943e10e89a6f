import type { GenerationCodec } from '../generation/answer-request.ts';
import { createMessageBodyEncoder } from './body-encoder.ts';
import { decodeMessagesRequest, type DecodedMessagesRequest } from './decode-request.ts';
import { createMessageEventEncoder } from './event-encoder.ts';

/** `POST /v1/messages` */
export const messagesCodec: GenerationCodec<DecodedMessagesRequest> = {
  idPrefix: 'msg_',
  decode: decodeMessagesRequest,
  streamEncoder: createMessageEventEncoder,
  bodyEncoder: createMessageBodyEncoder,
};

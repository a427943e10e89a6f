import type { Request, Response } from 'express';
import { clientOf } from '../auth/require-scope.ts';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import { readJsonBody, type JsonObject } from '../http/read-json-body.ts';
import { productOf } from '../http/user-agent.ts';
import { acquireModel } from '../models/acquire-model.ts';
import type { RouterSettings } from '../router/router-options.ts';
import { reportIgnored } from '../http/ignored-header.ts';
import { beginAnswer } from './begin-answer.ts';
import type { AnswerHead, BodyEncoder, StreamEncoder } from './choice-event.ts';
import type { DecodedRequest } from './decoded-request.ts';
import { sendBody, sendStream } from './send-answer.ts';

/** A wire format of generations: what its request means and how its answers look. */
export interface GenerationCodec<T extends DecodedRequest> {
  idPrefix: string;
  decode(body: JsonObject): T;
  streamEncoder(head: AnswerHead, decoded: T): StreamEncoder;
  bodyEncoder(head: AnswerHead, decoded: T): BodyEncoder;
}

/** Answers a request of the codec's endpoint, whole or as a stream; stops generating when the client goes away. */
export async function answerRequest<T extends DecodedRequest>(
  codec: GenerationCodec<T>,
  settings: RouterSettings,
  request: Request,
  response: Response,
): Promise<void> {
  const call = { settings, request, response, arrivedAt: new Date(), signal: disconnectSignal(response) };
  await answerDecoded(codec, codec.decode(await readJsonBody(request, settings.limits)), call);
}

/** A request whose answer has begun. */
export interface AnsweredCall {
  settings: RouterSettings;
  request: Request;
  response: Response;
  arrivedAt: Date;
  /** Fires when the client has gone. */
  signal: AbortSignal;
}

/** As `answerRequest`, with the body read already. */
export async function answerDecoded<T extends DecodedRequest>(
  codec: GenerationCodec<T>,
  decoded: T,
  { settings, request, response, arrivedAt, signal }: AnsweredCall,
): Promise<void> {
  reportIgnored(response, decoded.ignored);
  await using model = await acquireModel(settings.models, decoded.model, signal);
  const owner = clientOf(request)?.id;
  const { head, events } = beginAnswer(model, decoded, {
    idPrefix: codec.idPrefix,
    arrivedAt,
    owner,
    client: productOf(request.headers),
    settings,
    signal,
  });
  if (decoded.delivery.stream) await sendStream(response, events, codec.streamEncoder(head, decoded), settings);
  else await sendBody(response, events, codec.bodyEncoder(head, decoded));
}

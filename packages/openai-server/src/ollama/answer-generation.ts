import { TuneloopError, type GenerateRequest, type GenerationEvent, type ModelInfo } from '@tuneloop/protocol';
import { randomUUID } from 'node:crypto';
import { clientOf } from '../auth/require-scope.ts';
import { generateLogged } from '../generation/logged-generation.ts';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import { reportIgnored } from '../http/ignored-header.ts';
import { readJsonBody, type JsonObject } from '../http/read-json-body.ts';
import { productOf } from '../http/user-agent.ts';
import { sendJson } from '../http/send-json.ts';
import type { ModelManager } from '../models/model-manager.ts';
import { requireGeneration } from '../models/require-capability.ts';
import { acquireByOllamaName } from './acquire-model.ts';
import {
  createLineEncoder,
  encodeAnswer,
  encodeLoaded,
  type OllamaAnswerHead,
  type RenderPiece,
} from './encode-answer.ts';
import { applyKeepAlive } from './keep-alive.ts';
import type { OllamaGeneration } from './generation-wire.ts';
import { openLineStream, type LineStream } from './line-stream.ts';
import type { OllamaCall } from './ollama-call.ts';

/** What tells `/api/chat` from `/api/generate`. */
export interface OllamaCodec {
  idPrefix: string;
  decode(body: JsonObject): OllamaGeneration;
  render: RenderPiece;
}

/** Answers a request of the codec's endpoint, whole or in lines; stops generating when the client goes away. */
export async function answerGeneration(codec: OllamaCodec, call: OllamaCall): Promise<void> {
  const { settings, response } = call;
  const arrivedAt = new Date();
  const signal = disconnectSignal(response);
  const decoded = codec.decode(await readJsonBody(call.request, settings.limits));
  if (!decoded.request && decoded.keepAlive?.milliseconds === 0 && settings.models.manager) {
    await unload(settings.models.manager, decoded.model);
    reportIgnored(response, decoded.ignored);
    const unloaded = { model: decoded.model ?? 'default', loadMs: 0, now: () => new Date() };
    sendJson(response, 200, encodeLoaded(unloaded, codec.render, 'unload'));
    return;
  }
  const askedAt = performance.now();
  await using model = await acquireByOllamaName(settings.models, decoded.model, signal);
  await applyKeepAlive(settings.models, decoded.keepAlive, { model: model.info.id, ignored: decoded.ignored });
  reportIgnored(response, decoded.ignored);
  const head = { model: model.info.id, loadMs: performance.now() - askedAt, now: () => new Date() };
  if (!decoded.request) {
    sendJson(response, 200, encodeLoaded(head, codec.render));
    return;
  }
  requireGeneration(model.info, decoded.request);
  requireThinking(model.info, decoded.request);
  const id = `${codec.idPrefix}${randomUUID().replaceAll('-', '')}`;
  response.setHeader('x-tuneloop-interaction', id);
  const { eventSinks: sinks, recordTokens, logger } = settings;
  const log = { sinks, recordTokens, logger, arrivedAt, origin: { client: productOf(call.request.headers) } };
  const events = generateLogged(model, { ...decoded.request, id, owner: clientOf(call.request)?.id }, signal, log);
  if (decoded.stream) await sendLines(call, head, codec.render, events);
  else sendJson(response, 200, await encodeAnswer(head, codec.render, events));
}

/** Once its requests have ended; one that the configuration pins stays. */
async function unload(manager: ModelManager, name: string | undefined): Promise<void> {
  try {
    await manager.keepAlive(name, 0);
  } catch (error) {
    const isUnknown = TuneloopError.isInstance(error) && error.code === 'MODEL_NOT_FOUND';
    if (!isUnknown || !name?.endsWith(':latest')) throw error;
    await manager.keepAlive(name.slice(0, -':latest'.length), 0);
  }
}

function requireThinking(info: ModelInfo, { reasoning }: GenerateRequest): void {
  if (info.capabilities.reasoning || reasoning?.enabled !== true) return;
  throw new TuneloopError('UNSUPPORTED', `"${info.id}" does not support thinking; leave "think" out.`, {
    details: { param: 'think' },
  });
}

/** The status goes out with the first event; what fails after it becomes the last line. */
async function sendLines(
  { response, settings }: OllamaCall,
  head: OllamaAnswerHead,
  render: RenderPiece,
  events: AsyncIterable<GenerationEvent>,
): Promise<void> {
  const encode = createLineEncoder(head, render);
  let stream: LineStream | undefined;
  try {
    for await (const event of events) {
      stream ??= openLineStream(response, settings.limits);
      for (const line of encode(event)) await stream.send(line);
    }
    if (!stream) throw new TuneloopError('INTERNAL', 'The engine ended a generation without any event.');
    stream.end();
  } catch (error) {
    if (!stream) throw error;
    stream.fail(error, settings.logger);
  }
}

import type { LoadedModel } from '@tuneloop/protocol';
import { randomUUID } from 'node:crypto';
import { requireAdapters, requireGeneration } from '../models/require-capability.ts';
import type { RouterSettings } from '../router/router-options.ts';
import { createBestOfSink } from './best-of-sink.ts';
import type { AnswerHead, ChoiceEvent } from './choice-event.ts';
import type { DecodedRequest } from './decoded-request.ts';
import { interactionId } from './interaction-id.ts';
import { generateLogged, writeToSinks, type GenerationLog } from './logged-generation.ts';
import { mergeChoices, type GenerationStarter } from './merge-choices.ts';
import { systemFingerprint } from './system-fingerprint.ts';

export interface AnswerContext {
  idPrefix: string;
  /** When the request arrived. */
  arrivedAt: Date;
  owner: string | undefined;
  /** What asked, where that is known. */
  client?: string | undefined;
  settings: Pick<RouterSettings, 'eventSinks' | 'recordTokens' | 'logger'>;
  signal: AbortSignal;
}

/** What an answer of `model` says about itself, and its events; nothing is generated before they are read. Errors: `UNSUPPORTED`. */
export function beginAnswer(
  model: LoadedModel,
  decoded: DecodedRequest,
  { idPrefix, arrivedAt, owner, client, settings, signal }: AnswerContext,
): { head: AnswerHead; events: AsyncIterable<ChoiceEvent> } {
  for (const choice of decoded.choices) {
    requireGeneration(model.info, choice);
    requireAdapters(model, choice);
  }
  const id = `${idPrefix}${randomUUID().replaceAll('-', '')}`;
  const head: AnswerHead = {
    id,
    created: Math.floor(arrivedAt.getTime() / 1000),
    model: model.info.id,
    systemFingerprint: systemFingerprint(model.info),
  };
  const { eventSinks: sinks, recordTokens, logger } = settings;
  const log = { sinks, logger, arrivedAt, recordTokens, origin: { ...decoded.origin, client } };
  const events = (ownLog: GenerationLog): AsyncIterable<ChoiceEvent> => {
    const starters = decoded.choices.map((request, choice): GenerationStarter => {
      const place = { request: id, step: 0, choice };
      const identified = { ...request, id: interactionId(place, true), owner };
      return (generationSignal) => generateLogged(model, identified, generationSignal, { ...ownLog, place });
    });
    return mergeChoices(starters, signal);
  };
  return { head, events: decoded.bestOf ? logBest(decoded.bestOf, log, events) : events(log) };
}

/** The same events; the log gets their interactions when it is known which of them the answer holds. */
async function* logBest(
  bestOf: NonNullable<DecodedRequest['bestOf']>,
  log: GenerationLog,
  events: (log: GenerationLog) => AsyncIterable<ChoiceEvent>,
): AsyncGenerator<ChoiceEvent, void, undefined> {
  const sink = createBestOfSink({
    ...bestOf,
    keepsTokens: log.recordTokens === true,
    write: (record) => writeToSinks(log, record),
  });
  try {
    yield* events({ ...log, sinks: [sink], recordTokens: true });
  } finally {
    sink.end();
  }
}

import type { LoadedModel } from '@tuneloop/protocol';
import { randomUUID } from 'node:crypto';
import { requireAdapters, requireGeneration } from '../models/require-capability.ts';
import type { RouterSettings } from '../router/router-options.ts';
import type { AnswerHead, ChoiceEvent } from './choice-event.ts';
import type { DecodedRequest } from './decoded-request.ts';
import { generateLogged } from './logged-generation.ts';
import { mergeChoices, type GenerationStarter } from './merge-choices.ts';
import { systemFingerprint } from './system-fingerprint.ts';

export interface AnswerContext {
  idPrefix: string;
  /** When the request arrived. */
  arrivedAt: Date;
  owner: string | undefined;
  settings: Pick<RouterSettings, 'eventSinks' | 'logger'>;
  signal: AbortSignal;
}

/** What an answer of `model` says about itself, and its events; nothing is generated before they are read. Errors: `UNSUPPORTED`. */
export function beginAnswer(
  model: LoadedModel,
  decoded: DecodedRequest,
  { idPrefix, arrivedAt, owner, settings, signal }: AnswerContext,
): { head: AnswerHead; events: AsyncIterable<ChoiceEvent> } {
  for (const choice of decoded.choices) {
    requireGeneration(model.info, choice);
    requireAdapters(model, choice);
  }
  const id = `${idPrefix}${randomUUID().replaceAll('-', '')}`;
  const log = { sinks: settings.eventSinks, logger: settings.logger, arrivedAt };
  const starters = decoded.choices.map((choice, index): GenerationStarter => {
    const identified = { ...choice, id: decoded.choices.length === 1 ? id : `${id}-${index}`, owner };
    return (generationSignal) => generateLogged(model, identified, generationSignal, log);
  });
  const head: AnswerHead = {
    id,
    created: Math.floor(arrivedAt.getTime() / 1000),
    model: model.info.id,
    systemFingerprint: systemFingerprint(model.info),
  };
  return { head, events: mergeChoices(starters, signal) };
}

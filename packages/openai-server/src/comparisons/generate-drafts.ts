import { requireAdapters, requireGeneration } from '../models/require-capability.ts';
import { acquireModel } from '../models/acquire-model.ts';
import type { ModelProvider } from '../models/model-provider.ts';
import type { ChoiceEvent } from '../generation/choice-event.ts';
import { generateLogged, type GenerationLog } from '../generation/logged-generation.ts';
import { interactionId } from '../generation/interaction-id.ts';
import { mergeChoices, type GenerationStarter } from '../generation/merge-choices.ts';
import type { PlannedDraft } from './decode-comparison.ts';

export interface DraftsOptions {
  models: ModelProvider;
  drafts: readonly PlannedDraft[];
  /** The comparison's id: its drafts are the choices of one request. */
  id: string;
  owner: string | undefined;
  log: Omit<GenerationLog, 'place'>;
  signal: AbortSignal;
}

/** Ids of the drafts' interactions, in order. */
export function draftIds(id: string, count: number): string[] {
  return Array.from({ length: count }, (_, choice) => interactionId({ request: id, step: 0, choice }, true));
}

/**
 * The events of all drafts, each with its place. Those of one model come side by side, models one after another: not every
 * machine has room for two.
 *
 * Errors: those of `ModelProvider.acquire` and `LoadedModel.generate`.
 */
export async function* generateDrafts(options: DraftsOptions): AsyncGenerator<ChoiceEvent, void, undefined> {
  const { models, drafts, id, owner, log, signal } = options;
  const byModel = Map.groupBy(drafts.entries(), ([, { model }]) => model);
  for (const [name, own] of byModel) {
    await using model = await acquireModel(models, name, signal);
    const starters = own.map(([choice, { request }]): GenerationStarter => {
      requireGeneration(model.info, request);
      requireAdapters(model, request);
      const place = { request: id, step: 0, choice, comparison: id };
      const identified = { ...request, id: interactionId(place, true), owner };
      return (generationSignal) => generateLogged(model, identified, generationSignal, { ...log, place });
    });
    for await (const { index, event } of mergeChoices(starters, signal)) yield { index: own[index]![0], event };
  }
}

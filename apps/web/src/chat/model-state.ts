import { formatBytes, formatNumber } from '../text/format.ts';
import { modelsText } from '../text/en/models.ts';
import type { LabModel, Model } from '../models/model-queries.ts';

/** The model whose weights answer: an adapter's own, or its base's. */
export function weightsOf(model: Model, models: readonly Model[]): Model {
  const name = model.root ?? model.parent;
  return models.find(({ id }) => id === name) ?? model;
}

/** `loading, 40 %` */
export function describeState({ status }: Model): string | undefined {
  if (!status) return undefined;
  const share = status.progress === undefined ? '' : `, ${Math.round(status.progress * 100)} %`;
  return `${modelsText.states[status.value]}${share}`;
}

/** `loaded · 8,192 tokens · 1.4 GB` */
export function describeModel(model: Model, models: readonly Model[], known: readonly LabModel[]): string {
  const weights = weightsOf(model, models);
  const facts = known.find(({ key }) => key === weights.id);
  const context = model.max_model_len ?? weights.max_model_len ?? facts?.context_length ?? undefined;
  const memory = facts?.vram_estimate ?? undefined;
  return [
    describeState(weights),
    context === undefined ? undefined : modelsText.tokens(formatNumber(context)),
    memory === undefined ? undefined : formatBytes(memory),
  ]
    .filter(Boolean)
    .join(' · ');
}

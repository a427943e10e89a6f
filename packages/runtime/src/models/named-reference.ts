import { TuneloopError } from '@tuneloop/protocol';
import type { PinnedModel } from './embedded-model.ts';
import { knownModels } from './known-models.ts';
import { parseModelReference, type ModelReference } from './model-reference.ts';

export interface NamedModels {
  aliases: Readonly<Record<string, string>>;
  embedded: PinnedModel;
  /** Ids of the models on disk with their references. */
  stored: readonly { id: string; reference: string }[];
}

/** What a name stands for, and the id that an alias gives to its model. */
export type NamedReference =
  | { type: 'embedded' }
  | { type: 'reference'; reference: ModelReference; alias?: string | undefined };

/**
 * Looks a short name up: the aliases of the configuration first, then the embedded model, the well known ones and
 * those on disk. Case does not matter but for aliases.
 *
 * Errors: `MODEL_NOT_FOUND`, `INVALID_REQUEST` (an alias that names no model).
 */
export function lookUpName(name: string, models: NamedModels): NamedReference {
  const alias = Object.hasOwn(models.aliases, name) ? models.aliases[name] : undefined;
  if (alias !== undefined) {
    const reference = parseModelReference(alias);
    if (reference.type !== 'name') return { type: 'reference', reference, alias: name };
    // An alias of an alias could lead in a circle.
    const target = lookUpName(reference.name, { ...models, aliases: {} });
    return target.type === 'reference' ? { ...target, alias: name } : target;
  }
  const wanted = name.toLowerCase();
  if (wanted === models.embedded.id) return { type: 'embedded' };
  const known = knownModels.find(({ id }) => id === wanted);
  const stored = models.stored.find(({ id }) => id === wanted);
  const reference = stored?.reference ?? known?.reference;
  if (reference !== undefined) return { type: 'reference', reference: parseModelReference(reference) };
  const names = [
    ...Object.keys(models.aliases),
    models.embedded.id,
    ...models.stored.map(({ id }) => id),
    ...knownModels.map(({ id }) => id),
  ];
  throw new TuneloopError(
    'MODEL_NOT_FOUND',
    `There is no model "${name}". Known names: ${[...new Set(names)].join(', ')}. Or write where it comes from, as in hf:organisation/repository:Q4_K_M or ./model.gguf.`,
    { details: { name } },
  );
}

import type { Platform } from '@tuneloop/platform';
import { TuneloopError } from '@tuneloop/protocol';
import type { ResolvedModel } from '@tuneloop/runtime';

/** A model that is on this disk; without a reference the configured one. Errors: `MODEL_NOT_FOUND`. */
export async function findBase(
  platform: Pick<Platform, 'models' | 'reference'>,
  reference: string | undefined,
): Promise<ResolvedModel> {
  const wanted = reference ?? platform.reference;
  const model = await platform.models.find(wanted);
  if (model) return model;
  throw new TuneloopError(
    'MODEL_NOT_FOUND',
    `The base model "${wanted}" is not on this disk. Download it with: tuneloop pull ${wanted}`,
  );
}

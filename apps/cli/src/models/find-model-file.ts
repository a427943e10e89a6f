import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Platform } from '@tuneloop/platform';
import { TuneloopError } from '@tuneloop/protocol';

/** A path, or a model that is on this disk by its name. */
export async function findModelFile(platform: Pick<Platform, 'models'>, reference: string): Promise<string> {
  const path = resolve(reference);
  if ((await stat(path).catch(() => undefined))?.isFile()) return path;
  const model = await platform.models.find(reference);
  if (model !== undefined) return model.path;
  throw new TuneloopError(
    'MODEL_NOT_FOUND',
    `There is no file ${reference}, and no model of this name on this disk. \`tuneloop models\` lists those that are.`,
  );
}

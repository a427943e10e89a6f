import { defineJobKind, type JobKind } from '@tuneloop/jobs';
import type { ModelStore } from '@tuneloop/runtime';
import { z } from 'zod';
import { publicFailure } from './public-failure.ts';

/**
 * Brings a model into the store. An interrupted one goes on with the bytes that it has.
 *
 * Its errors are those of `ModelStore.resolve`, without the folders of this machine.
 */
export function downloadKind(models: Pick<ModelStore, 'resolve'>, options: { isOffline: () => boolean }): JobKind {
  return defineJobKind({
    name: 'download',
    input: z.strictObject({ model: z.string().min(1).max(2000) }),
    resumable: true,
    async run({ model }, { signal, progress }) {
      try {
        const resolved = await models.resolve(model, { signal, onProgress: progress, offline: options.isOffline() });
        const { id, reference, sizeBytes, sha256 } = resolved;
        return { id, reference, sizeBytes, sha256 };
      } catch (error) {
        throw publicFailure(error);
      }
    },
  });
}

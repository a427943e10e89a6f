import type { Platform } from '@tuneloop/platform';
import { createProgressDisplay } from '../terminal/progress.ts';
import { agreeToDownload } from './agree-to-download.ts';

/**
 * Before a training: what it needs of other places is there then, Python's packages by consent, and the base.
 *
 * Errors: those of `agreeToDownload` and of `ModelStore.resolve`.
 */
export async function getReady(
  { config, training, models, reference }: Platform,
  { yes = false, signal }: { yes?: boolean | undefined; signal: AbortSignal },
): Promise<void> {
  await agreeToDownload(await training.probe({ signal }), { cacheFolder: config.folders.cache, yes, signal });
  const progress = createProgressDisplay(process.stderr);
  try {
    await models.resolve(reference, { signal, onProgress: progress.listener, offline: config.offline });
  } finally {
    progress.stop();
  }
}

import { TuneloopError } from '@tuneloop/protocol';
import { formatBytes } from '../terminal/units.ts';
import { interruptible } from '../interrupts.ts';
import { notice, printJson } from '../notice.ts';
import { openConfiguredPlatform } from '../open-platform.ts';
import { createProgressDisplay } from '../terminal/progress.ts';

export async function pull(
  reference: string | undefined,
  options: { json?: boolean; offline?: boolean; url?: string },
): Promise<void> {
  if (options.url !== undefined) {
    const { pullOnServer } = await import('./pull-on-server.ts');
    await pullOnServer(reference, { ...options, url: options.url });
    return;
  }
  await using platform = await openConfiguredPlatform(options);
  const wanted = reference ?? platform.reference;
  const progress = createProgressDisplay(process.stderr);
  const model = await interruptible(async (signal) => {
    try {
      return await platform.models.resolve(wanted, {
        signal,
        onProgress: progress.listener,
        offline: platform.config.offline,
      });
    } catch (error) {
      if (!signal.aborted) throw error;
      const again = reference === undefined ? 'tuneloop pull' : `tuneloop pull ${reference}`;
      const message = `Interrupted. What is downloaded stays; \`${again}\` goes on from there.`;
      throw new TuneloopError('ABORTED', message, { cause: error });
    } finally {
      progress.stop();
    }
  });
  if (options.json) printJson(model);
  else {
    process.stdout.write(`${model.path}\n`);
    notice(`${model.id} is ready (${formatBytes(model.sizeBytes)}). Use it: tuneloop chat -m ${model.reference}`);
  }
}

import { loadConfig } from '@tuneloop/platform';
import { TuneloopError } from '@tuneloop/protocol';
import type { TokenCounter } from '@tuneloop/datasets';
import { configRequest } from '../config-options.ts';
import { warning } from '../notice.ts';
import { openPlatform } from '../open-platform.ts';
import { createProgressDisplay } from '../terminal/progress.ts';

export interface OpenTokenCounter extends AsyncDisposable {
  /** Of the model. */
  id: string;
  count: TokenCounter;
}

/** Loads the configured model to count tokens as it reads them. Errors: those of loading; `UNSUPPORTED` (no tokenizer). */
export async function openTokenCounter(options: object, signal: AbortSignal): Promise<OpenTokenCounter> {
  const { config, warnings } = await loadConfig(configRequest({ ...options }));
  for (const text of warnings) warning(text);
  const progress = createProgressDisplay(process.stderr, { clearOnStop: true });
  const platform = await openPlatform(config, { onProgress: progress.listener });
  try {
    const model = await platform.host.ready({ signal });
    const { tokenizer } = model;
    if (!tokenizer) {
      throw new TuneloopError(
        'UNSUPPORTED',
        `${model.info.id} does not tell its tokens. Choose another model with -m.`,
      );
    }
    return {
      id: model.info.id,
      count: async (text) => (await tokenizer.tokenize(text, { signal, parseSpecial: false })).length,
      [Symbol.asyncDispose]: () => platform.close({ drainMs: 0 }),
    };
  } catch (error) {
    await platform.close({ drainMs: 0 });
    throw error;
  } finally {
    progress.stop();
  }
}

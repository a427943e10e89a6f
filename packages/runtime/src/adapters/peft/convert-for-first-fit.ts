import { TuneloopError } from '@tuneloop/protocol';
import { convertAdapter } from './convert-adapter.ts';

export interface ConvertForFirstFitOptions {
  source: string;
  output: string;
  /** Paths of the GGUF models that are in question. */
  bases: readonly string[];
  signal: AbortSignal;
}

/** Reasons that another base model may not give. */
const aboutTheBase: ReadonlySet<unknown> = new Set(['architecture', 'unknown-tensor', 'shape', 'not-convertible']);

/**
 * Converts a PEFT folder for the first model that it fits: the folder's own word about its base is a name that a GGUF
 * file need not have.
 *
 * Errors: those of `convertAdapter`, of the last model that was tried.
 */
export async function convertForFirstFit({ source, output, bases, signal }: ConvertForFirstFitOptions): Promise<void> {
  let failure = new TuneloopError(
    'ADAPTER_INVALID',
    `${source} is a PEFT folder, and there is no base model yet to convert it for. Start with the model that it was trained on.`,
    { details: { path: source, reason: 'not-convertible' } },
  );
  for (const base of bases) {
    try {
      await convertAdapter({ source, base, output, signal });
      return;
    } catch (error) {
      failure = TuneloopError.from(error);
      const isAboutBase = failure.code === 'UNSUPPORTED' || aboutTheBase.has(failure.details['reason']);
      if (!isAboutBase) throw failure;
    }
  }
  throw failure;
}

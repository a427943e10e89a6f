import { TuneloopError, type ProgressListener } from '@tuneloop/protocol';
import type { CoreOutcome } from '../../hosting/hosted-core.ts';
import { EncoderCore } from './encoder-core.ts';
import { readEncoderFolder } from './encoder-folder.ts';
import type { EncoderCoreOptions } from './encoder-options.ts';
import { EncoderSession } from './encoder-session.ts';
import { EncoderTokenizer } from './encoder-tokenizer.ts';

/**
 * Loads a model that makes embeddings or ranks documents.
 *
 * Errors: `UNSUPPORTED`, `MODEL_NOT_FOUND`, `MODEL_LOAD_FAILED`, `RESOURCE_EXHAUSTED`.
 */
export async function loadEncoder(
  { encoder, contextSize, slots, threads, provider, choices }: EncoderCoreOptions,
  _onOutcomes: (outcomes: CoreOutcome[]) => void,
  onProgress: ProgressListener,
): Promise<EncoderCore> {
  const folder = await readEncoderFolder({ id: encoder, path: encoder });
  onProgress({ phase: 'load', completed: 0, total: 1 });
  const [tokenizer, session] = await Promise.all([
    EncoderTokenizer.create(folder),
    EncoderSession.open(folder, { threads, provider }),
  ]).catch((error: unknown) => {
    throw TuneloopError.from(error, 'MODEL_LOAD_FAILED');
  });
  onProgress({ phase: 'load', completed: 1, total: 1 });
  return new EncoderCore({
    folder,
    tokenizer,
    session,
    description: {
      contextSize,
      trainedContextSize: folder.contextLength,
      slots,
      architecture: folder.architecture,
      chatTemplate: undefined,
      bosText: '',
      eosText: '',
      controlTexts: [],
      vocabularySize: folder.vocabularySize,
      choices,
    },
  });
}

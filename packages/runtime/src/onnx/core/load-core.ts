import { TuneloopError, type ProgressListener } from '@tuneloop/protocol';
import type { CoreOutcome } from '../../hosting/hosted-core.ts';
import { checkFolder, type GenaiFolder } from '../folder/check-folder.ts';
import { loadFailure } from '../load-failure.ts';
import { GenaiLibrary } from '../native/genai-library.ts';
import { GenaiModel } from '../native/genai-model.ts';
import { SessionModel } from '../session/session-model.ts';
import { OnnxCore } from './core.ts';
import type { OnnxCoreOptions } from './core-options.ts';
import type { SequenceModel } from './slot-pool.ts';
import { Vocabulary } from './vocabulary.ts';

/**
 * Loads the native library and a model.
 *
 * Errors: `UNSUPPORTED` (a package is missing, or the library or the execution provider does not fit), `MODEL_NOT_FOUND`,
 * `MODEL_LOAD_FAILED`, `RESOURCE_EXHAUSTED`.
 */
export async function loadOnnxCore(
  options: OnnxCoreOptions,
  onOutcomes: (outcomes: CoreOutcome[]) => void,
  onProgress: ProgressListener,
): Promise<OnnxCore> {
  const folder = await checkFolder({ id: options.folder, path: options.folder });
  const { config, tokenizer } = folder;
  const { vocab_size: size, eos_token_id: ends, context_length: trained, type } = config.model;
  onProgress({ phase: 'load', completed: 0, total: 1 });
  const model = await loadModel(folder, options);
  onProgress({ phase: 'load', completed: 1, total: 1 });
  try {
    const vocabulary = await Vocabulary.create({ ...tokenizer, size, ends: [ends].flat() });
    const { contextSize, slots, choices } = options;
    const { chatTemplate, bosText, eosText } = tokenizer;
    return new OnnxCore({
      model,
      vocabulary,
      onOutcomes,
      description: {
        contextSize,
        trainedContextSize: trained,
        slots,
        architecture: type,
        chatTemplate,
        bosText,
        eosText,
        controlTexts: vocabulary.controlTexts,
        vocabularySize: size,
        choices,
      },
    });
  } catch (error) {
    model.dispose();
    throw TuneloopError.from(error, 'MODEL_LOAD_FAILED');
  }
}

async function loadModel(folder: GenaiFolder, options: OnnxCoreOptions): Promise<SequenceModel> {
  const { library: path, threads, provider } = options;
  if (path === undefined) return await SessionModel.load(folder, { threads, provider });
  const library = await GenaiLibrary.load(path);
  const { vocab_size: vocabularySize } = folder.config.model;
  try {
    return await GenaiModel.load(library, { folder: folder.path, threads, provider, vocabularySize });
  } catch (cause) {
    throw loadFailure(cause, provider);
  }
}

import { throwIfAborted, TuneloopError, type Engine, type LoadedModel, type ModelSource } from '@tuneloop/protocol';
import { isEncoderFolder } from './encoder/encoder-folder.ts';
import { loadEncoderModel } from './encoder/load-encoder-model.ts';
import { loadLanguageModel } from './load-language-model.ts';
import { onnxEngineOptionsSchema, type OnnxEngineOptions } from './options.ts';

/**
 * Serves folders in the format of ONNX Runtime GenAI, and encoders in that of Hugging Face (embedding models, models that
 * rank documents), each in a process of its own. Needs the packages onnxruntime-node and @huggingface/tokenizers, and for
 * language models koffi (optional peers); fetches ONNX Runtime GenAI itself, and generates at about half the speed where
 * it cannot be had (`info.choices` tells).
 *
 * Errors: `INVALID_REQUEST` for wrong options; see `Engine.load`, `chooseLibrary` and `checkProvider` for those of loading.
 */
export function createOnnxEngine(options: OnnxEngineOptions): Engine {
  const parsed = onnxEngineOptionsSchema.safeParse(options);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new TuneloopError('INVALID_REQUEST', `Engine option ${issue?.path.join('.')}: ${issue?.message}`);
  }
  const settings = parsed.data;
  return {
    name: 'onnx',
    async load(source: ModelSource, loadOptions = {}): Promise<LoadedModel> {
      throwIfAborted(loadOptions.signal);
      const isEncoder = source.path !== undefined && (await isEncoderFolder(source.path));
      return await (isEncoder ? loadEncoderModel : loadLanguageModel)(source, settings, loadOptions);
    },
  };
}

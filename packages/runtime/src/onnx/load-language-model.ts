import type { LoadedModel, LoadOptions, ModelSource } from '@tuneloop/protocol';
import { readFittingOnnxAdapter } from '../adapters/onnx/check-onnx-adapter.ts';
import { templateFeatures } from '../models/gguf/template-features.ts';
import { resolveContextSize } from './context-size.ts';
import { engineDefaults } from './engine-defaults.ts';
import { checkFolder } from './folder/check-folder.ts';
import { hostModel } from './host-model.ts';
import { chooseLibrary } from './library/choose-library.ts';
import { checkGenaiProvider, checkProvider } from './library/execution-provider.ts';
import { findOnnxRuntime } from './library/find-onnxruntime.ts';
import type { OnnxEngineOptions } from './options.ts';

/** Loads a folder in the format of ONNX Runtime GenAI. Errors: see `createOnnxEngine`. */
export async function loadLanguageModel(
  source: ModelSource,
  settings: OnnxEngineOptions,
  { signal, onProgress }: LoadOptions,
): Promise<LoadedModel> {
  const folder = await checkFolder(source);
  const { libraryFolder, libraryPath, offline, contextShift = false } = settings;
  const { slots, queueLimit, threads, provider, choices } = engineDefaults(settings);
  const runtime = await findOnnxRuntime();
  await checkProvider(provider, runtime);
  const library = await chooseLibrary({ folder: libraryFolder, path: libraryPath, offline, signal, onProgress });
  if (library.path !== undefined) await checkGenaiProvider(provider, library.path);
  const context = resolveContextSize(folder, { requested: settings.contextSize, slots });
  return await hostModel({
    child: {
      folder: folder.path,
      library: library.path,
      contextSize: context.tokens,
      slots,
      threads,
      provider,
      choices: [
        library.choice,
        ...choices,
        { name: 'context', value: `${context.tokens} tokens a slot`, reason: context.reason },
        ...(contextShift ? [{ name: 'context shift', value: 'on', reason: 'as configured' }] : []),
      ],
    },
    runtime,
    readAdapter: (file) => readFittingOnnxAdapter(file, folder.path),
    contextShift,
    signal,
    onProgress,
    id: source.id,
    queueLimit,
    queueWaitMs: settings.queueWaitMs,
    sizeBytes: folder.sizeBytes,
    capabilities: ({ chatTemplate }) => ({
      generate: true,
      embed: false,
      rerank: false,
      infill: false,
      images: false,
      ...featuresOf(chatTemplate),
    }),
  });
}

function featuresOf(chatTemplate: string | undefined): { tools: boolean; reasoning: boolean } {
  const { tools, reasoning } = templateFeatures(chatTemplate);
  return { tools, reasoning };
}

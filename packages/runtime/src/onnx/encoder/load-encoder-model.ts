import { TuneloopError, type LoadedModel, type LoadOptions, type ModelSource } from '@tuneloop/protocol';
import { engineDefaults } from '../engine-defaults.ts';
import { hostModel } from '../host-model.ts';
import { checkProvider } from '../library/execution-provider.ts';
import { findOnnxRuntime } from '../library/find-onnxruntime.ts';
import type { OnnxEngineOptions } from '../options.ts';
import { readEncoderFolder } from './encoder-folder.ts';

/** Tokens of one input unless more is asked for: the memory to compute it grows with their square. */
const largestInput = 4096;

/** Loads a model that makes embeddings or ranks documents. Errors: see `createOnnxEngine`. */
export async function loadEncoderModel(
  source: ModelSource,
  settings: OnnxEngineOptions,
  { signal, onProgress }: LoadOptions,
): Promise<LoadedModel> {
  const folder = await readEncoderFolder(source);
  const { slots, queueLimit, threads, provider, choices } = engineDefaults(settings);
  const context = contextSizeOf(settings.contextSize, folder.contextLength);
  const runtime = await findOnnxRuntime();
  await checkProvider(provider, runtime);
  return await hostModel({
    child: {
      encoder: folder.path,
      contextSize: context.tokens,
      slots,
      threads,
      provider,
      choices: [...choices, { name: 'context', value: `${context.tokens} tokens an input`, reason: context.reason }],
    },
    runtime,
    readAdapter: refuseAdapter,
    signal,
    onProgress,
    id: source.id,
    queueLimit,
    queueWaitMs: settings.queueWaitMs,
    sizeBytes: folder.sizeBytes,
    capabilities: () => ({
      generate: false,
      embed: folder.task === 'embed',
      rerank: folder.task === 'rerank',
      infill: false,
      images: false,
      tools: false,
      reasoning: false,
    }),
  });
}

/** A context that was asked for is for all models of a server; one that is shorter keeps its own. */
function contextSizeOf(requested: number | undefined, trained: number): { tokens: number; reason: string } {
  if (trained <= (requested ?? largestInput)) return { tokens: trained, reason: 'as the model was made' };
  return requested === undefined
    ? { tokens: largestInput, reason: `what is sensible to compute at once; the model was made for ${trained}` }
    : { tokens: requested, reason: 'as configured' };
}

async function refuseAdapter(): Promise<never> {
  throw new TuneloopError('ADAPTER_INVALID', 'Adapters are for language models; this one generates no text.');
}

import { resolve } from 'node:path';
import { GGMLFileQuantizationType, GGMLQuantizationType } from '@huggingface/gguf';
import { TuneloopError } from '@tuneloop/protocol';
import { filePartPaths } from '../split-files.ts';
import { attentionLayers, recurrentStateBytes, type AttentionLayer } from './attention-layers.ts';
import { readLineage, type ModelLineage } from './model-lineage.ts';
import { readGgufHeader, type GgufHeader, type GgufTensor } from './gguf-header.ts';
import { templateFeatures } from './template-features.ts';
import type { KvCacheType } from './tensor-size.ts';

/** What a model's file says of itself, or its folder. */
export interface ModelMetadata extends ModelLineage {
  /** `onnx`: a folder for ONNX Runtime. */
  format: 'gguf' | 'onnx';
  /** `llama`, `qwen3`, … */
  architecture: string;
  name?: string;
  license?: string;
  /** Number of weights, counted in the tensor table. */
  parameters: number;
  /** `Q4_K_M`, `F16`, …; of an ONNX model `int4`, `fp16`, … */
  quantization: string;
  /** Tokens that it was trained with. */
  contextLength: number;
  embeddingLength: number;
  feedForwardLength: number;
  layers: number;
  heads: number;
  /** The most in any layer: they may differ. */
  keyValueHeads: number;
  /** `[layer]` */
  attention: readonly AttentionLayer[];
  /** Bytes a sequence, besides the KV cache. */
  recurrentStateBytes: number;
  vocabularySize: number;
  experts?: { count: number; used: number };
  /** Jinja. */
  chatTemplate?: string;
  tools: boolean;
  reasoning: boolean;
  /** Makes vectors instead of text. */
  embedding: boolean;
  /** Makes a score of a query and a document. */
  reranking: boolean;
  /** Of all parts. */
  sizeBytes: number;
  /** How keys and values are kept, where the model itself has decided that. */
  kvCacheType?: KvCacheType;
  /** Modules that adapters may change, where not all can be. */
  adapterSlots?: number;
}

/** Values of `{architecture}.pooling_type`; 0 is none. */
const rankPooling = 4;

/** As `readModelMetadata` says, of a GGUF file: from its header alone, of a split one all parts. */
export async function readGgufMetadata(path: string): Promise<ModelMetadata> {
  const paths = filePartPaths(resolve(path));
  const headers = await Promise.all(paths.map(readGgufHeader));
  const [header] = headers;
  if (header === undefined) throw new TuneloopError('INTERNAL', 'A model has no files.');
  return describe(path, header, headers);
}

/** Far more than any model has; what is made for each layer must not be as long as a file says. */
const mostLayers = 10_000;

function describe(path: string, header: GgufHeader, parts: readonly GgufHeader[]): ModelMetadata {
  const architecture = requireArchitecture(path, header);
  const key = (name: string): string => `${architecture}.${name}`;
  const required = (name: string): number => {
    const value = header.numbers(key(name))?.[0];
    if (value !== undefined) return value;
    throw new TuneloopError(
      'MODEL_LOAD_FAILED',
      `${path} lacks ${key(name)}: it is not a complete model. Download it again.`,
      {
        details: { path, key: key(name) },
      },
    );
  };
  const tensors = parts.flatMap((part) => part.tensors);
  const chatTemplate = header.text('tokenizer.chat_template');
  const features = templateFeatures(chatTemplate);
  const pooling = header.number(key('pooling_type')) ?? 0;
  const layers = required('block_count');
  if (!Number.isInteger(layers) || layers < 0 || layers > mostLayers) {
    const message = `${path} says that it has ${layers} layers, which no model has: it is damaged. Download it again.`;
    throw new TuneloopError('MODEL_LOAD_FAILED', message, { details: { path, key: key('block_count') } });
  }
  const heads = Math.max(0, ...(header.numbers(key('attention.head_count')) ?? []));
  const expertCount = header.number(key('expert_count')) ?? 0;
  const name = header.text('general.name');
  const license = header.text('general.license');
  return {
    format: 'gguf',
    architecture,
    ...(name !== undefined && { name }),
    ...(license !== undefined && { license }),
    ...readLineage(header),
    parameters: tensors.reduce((sum, { weights }) => sum + weights, 0),
    quantization: quantizationOf(header, tensors),
    contextLength: required('context_length'),
    embeddingLength: required('embedding_length'),
    feedForwardLength: Math.max(0, ...(header.numbers(key('feed_forward_length')) ?? [])),
    layers,
    heads,
    keyValueHeads: Math.max(0, ...(header.numbers(key('attention.head_count_kv')) ?? [heads])),
    attention: attentionLayers(header, architecture),
    recurrentStateBytes: recurrentStateBytes(header, architecture),
    vocabularySize: header.count('tokenizer.ggml.tokens') ?? header.number(key('vocab_size')) ?? 0,
    ...(expertCount > 0 && {
      experts: { count: expertCount, used: header.number(key('expert_used_count')) ?? expertCount },
    }),
    ...(chatTemplate !== undefined && { chatTemplate }),
    tools: features.tools || header.text('tokenizer.chat_template.tool_use') !== undefined,
    reasoning: features.reasoning,
    embedding: pooling !== rankPooling && (pooling > 0 || /bert|t5encoder|embedding/.test(architecture)),
    reranking: pooling === rankPooling,
    sizeBytes: parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
}

function requireArchitecture(path: string, header: GgufHeader): string {
  const architecture = header.text('general.architecture');
  const type = header.text('general.type') ?? 'model';
  const isProjector = architecture === 'clip' || type === 'mmproj';
  if (architecture !== undefined && type === 'model' && !isProjector) return architecture;
  const what = isProjector
    ? 'a vision projector, which belongs to a model and is none itself'
    : { adapter: 'a LoRA adapter; load it beside its base model', imatrix: 'an importance matrix' }[type];
  throw new TuneloopError(
    'MODEL_LOAD_FAILED',
    `${path} is not a model but ${what ?? 'something else'}. Name the model's own file.`,
    {
      details: { path, type, architecture },
    },
  );
}

/** The file's own word, or else the type that most weights have. */
function quantizationOf(header: GgufHeader, tensors: readonly GgufTensor[]): string {
  const fileType = header.number('general.file_type');
  // Converters set 1024 when they have guessed the type.
  const named = fileType === undefined ? undefined : GGMLFileQuantizationType[fileType % 1024];
  if (named !== undefined) return named;
  const counts = new Map<number, number>();
  for (const { type, weights } of tensors) counts.set(type, (counts.get(type) ?? 0) + weights);
  const most = [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0];
  return (most === undefined ? undefined : GGMLQuantizationType[most]) ?? 'unknown';
}

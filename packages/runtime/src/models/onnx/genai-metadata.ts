import { join } from 'node:path';
import { checkFolder } from '../../onnx/folder/check-folder.ts';
import type { ModelMetadata } from '../gguf/model-metadata.ts';
import { templateFeatures } from '../gguf/template-features.ts';
import { graphFacts, packedOperators } from './graph-facts.ts';
import { readOnnxGraph } from './onnx-graph.ts';

/**
 * What a folder of ONNX Runtime GenAI says of itself: its configuration, its tokenizer's files, and its graph without the
 * weights.
 *
 * Errors: `MODEL_NOT_FOUND`, `MODEL_LOAD_FAILED` (a file is missing or damaged).
 */
export async function readGenaiMetadata(path: string): Promise<ModelMetadata> {
  const folder = await checkFolder({ id: path, path });
  const { model } = folder.config;
  const { decoder } = model;
  const { parameters, precision, kvCacheType, adapterInputs } = graphFacts(
    await readOnnxGraph(join(path, decoder.filename), packedOperators),
  );
  const heads = decoder.num_attention_heads ?? decoder.num_key_value_heads;
  const kvNumbersPerToken = 2 * decoder.num_key_value_heads * decoder.head_size;
  const { chatTemplate } = folder.tokenizer;
  return {
    format: 'onnx',
    architecture: model.type,
    parameters,
    quantization: precision,
    contextLength: model.context_length,
    embeddingLength: decoder.hidden_size ?? heads * decoder.head_size,
    // Nothing tells; the logits of a batch are larger.
    feedForwardLength: 0,
    layers: decoder.num_hidden_layers,
    heads,
    keyValueHeads: decoder.num_key_value_heads,
    attention: Array.from({ length: decoder.num_hidden_layers }, () => ({ kvNumbersPerToken })),
    recurrentStateBytes: 0,
    vocabularySize: model.vocab_size,
    ...(chatTemplate !== undefined && { chatTemplate }),
    ...templateFeatures(chatTemplate),
    embedding: false,
    reranking: false,
    sizeBytes: folder.sizeBytes,
    ...(kvCacheType !== undefined && { kvCacheType }),
    adapterSlots: adapterInputs.length / 2,
  };
}

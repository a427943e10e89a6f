import { readEncoderFolder } from '../../onnx/encoder/encoder-folder.ts';
import type { ModelMetadata } from '../gguf/model-metadata.ts';
import { graphFacts, packedOperators } from './graph-facts.ts';
import { readOnnxGraph } from './onnx-graph.ts';

/**
 * What the folder of an embedding model or a ranking model says of itself: its configuration, and its graph without the
 * weights.
 *
 * Errors: `MODEL_NOT_FOUND`, `MODEL_LOAD_FAILED` (a file is missing or damaged), `UNSUPPORTED`.
 */
export async function readEncoderMetadata(path: string): Promise<ModelMetadata> {
  const folder = await readEncoderFolder({ id: path, path });
  const { parameters, precision } = graphFacts(await readOnnxGraph(folder.graph, packedOperators));
  const { width, feedForward, layers, heads } = folder.shape;
  return {
    format: 'onnx',
    architecture: folder.architecture,
    parameters,
    quantization: precision,
    contextLength: folder.contextLength,
    embeddingLength: width,
    feedForwardLength: feedForward,
    layers,
    heads,
    keyValueHeads: heads,
    // Nothing is kept from one text to the next.
    attention: [],
    recurrentStateBytes: 0,
    vocabularySize: folder.vocabularySize,
    tools: false,
    reasoning: false,
    embedding: folder.task === 'embed',
    reranking: folder.task === 'rerank',
    sizeBytes: folder.sizeBytes,
  };
}

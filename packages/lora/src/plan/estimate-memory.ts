import type { TrainingConfig } from '../config/training-config.ts';
import type { ModelShape } from './model-shape.ts';

export interface MemoryQuestion {
  shape: ModelShape;
  config: TrainingConfig;
  quantization: 'none' | '8bit' | '4bit';
  /** Numbers that change. */
  trained: number;
  /** Tokens of the longest sequence, with what is cut off. */
  longest: number;
  device: 'cpu' | 'gpu';
}

/** In bytes, of one device. */
export interface MemoryEstimate {
  total: number;
  parts: Readonly<Record<'program' | 'weights' | 'gradients' | 'optimizer' | 'activations' | 'logits', number>>;
}

/** Python with torch and its libraries; on a GPU what CUDA itself takes there. */
const programBytes = { cpu: 1.05e9, gpu: 0.7e9 } as const;

/** The allocator keeps what it has had, in pieces that do not all fit again. */
const slack = 1.1;

/** Of a number in the frozen base's matrices: with the scales of its blocks (QLoRA's are quantised themselves). */
const quantizedBytes = { '8bit': 1.01, '4bit': 0.52 } as const;

/**
 * What a training takes at its largest step: a batch of the longest rows. Derived from what a decoder of Llama's kind keeps
 * for its backward pass; docs/guides/training-data.md says how, and how far it was from what was measured.
 */
export function estimateMemory(question: MemoryQuestion): MemoryEstimate {
  const { shape, config, quantization, trained, device } = question;
  const { tuning, method, gradientCheckpointing } = config;
  const bytes = computeBytes(config.precision, device);
  const tokens = sequencesInBatch(config) * sequenceLength(question);

  const weights = weightBytes(shape, quantization, bytes) * copiesOfWeights(config);
  // An adapter is kept in fp32 whatever the base is in.
  const trainedBytes = tuning === 'full' ? bytes : 4;
  const layer = tokens * layerNumbers(shape, config) * bytes;
  const border = tokens * shape.hiddenSize * bytes;
  const activations = gradientCheckpointing ? border * shape.layers + layer : layer * shape.layers;
  const parts = {
    program: programBytes[device],
    weights,
    gradients: trained * trainedBytes,
    optimizer: trained * trainedBytes * 2,
    activations: activations * slack,
    logits: method === 'reward' ? 0 : tokens * shape.vocabularySize * logitBytes(bytes),
  };
  return { total: Math.ceil(Object.values(parts).reduce((sum, part) => sum + part, 0)), parts };
}

export function computeBytes(precision: TrainingConfig['precision'], device: 'cpu' | 'gpu'): number {
  if (precision === 'auto') return device === 'gpu' ? 2 : 4;
  return precision === 'fp32' ? 4 : 2;
}

/** A pair is two sequences of one forward pass. */
function sequencesInBatch({ method, batchSize }: TrainingConfig): number {
  return method === 'dpo' || method === 'orpo' || method === 'reward' ? batchSize * 2 : batchSize;
}

function sequenceLength({ config, longest }: MemoryQuestion): number {
  const { method, packing, maxLength, maxNewTokens } = config;
  if (method === 'grpo' || method === 'ppo') return longest + maxNewTokens;
  return packing && method === 'sft' ? maxLength : longest;
}

function weightBytes(shape: ModelShape, quantization: MemoryQuestion['quantization'], bytes: number): number {
  if (quantization === 'none') return shape.parameters * bytes;
  const matrices = shape.linears.reduce((sum, { inputs, outputs, count }) => sum + inputs * outputs * count, 0);
  return matrices * quantizedBytes[quantization] + (shape.parameters - matrices) * bytes;
}

/** An adapter is switched off to have the base; who trains all of a model must keep it as it was, to compare with. */
function copiesOfWeights({ method, tuning }: TrainingConfig): number {
  if (method === 'ppo') return tuning === 'full' ? 4 : 3;
  return tuning === 'full' && (method === 'dpo' || method === 'kto' || method === 'grpo') ? 2 : 1;
}

/** Numbers that a layer keeps of one token until its backward pass. */
function layerNumbers(
  { hiddenSize, attentionSize, intermediateSize, linears, layers }: ModelShape,
  { tuning, lora }: TrainingConfig,
): number {
  // Both norms: their input, its normalised form and its product with the weight; the sums around them.
  const norms = 8 * hiddenSize;
  // Queries, keys and values, turned and spread over all heads; the attention's output.
  const attention = 5 * attentionSize;
  // Gate, its activation, up, and their product.
  const feedForward = 4 * intermediateSize;
  // DoRA's magnitudes scale what the base and the adapter give, and learn from both.
  const hasMagnitudes = tuning === 'lora' && lora.variant === 'dora';
  const outputs = linears.reduce((sum, linear) => sum + (linear.isExpert ? 0 : linear.outputs), 0) / layers;
  return norms + attention + feedForward + (hasMagnitudes ? 2 * outputs : 0);
}

/** Of each token and word of the vocabulary: the logits, in fp32 for the loss, its softmax, and the gradient of both. */
function logitBytes(bytes: number): number {
  return bytes + 3 * 4;
}

import { estimateMemory, type MemoryEstimate, type MemoryQuestion } from './estimate-memory.ts';

export type Quantization = MemoryQuestion['quantization'];

/** What a plan may fill of what is free: estimates err, and other programs grow. */
export const usableShare = 0.9;

const inOrder: readonly Quantization[] = ['none', '8bit', '4bit'];

/** `auto` takes the first of `none`, `8bit` and `4bit` that fits, and the last one where none does. */
export function chooseQuantization(
  question: Omit<MemoryQuestion, 'quantization'>,
  availableBytes: number,
): { quantization: Quantization; memory: MemoryEstimate } {
  const { quantization: wanted } = question.config;
  const candidates = wanted === 'auto' ? inOrder : [wanted];
  const estimates = candidates.map((quantization) => ({
    quantization,
    memory: estimateMemory({ ...question, quantization }),
  }));
  return estimates.find(({ memory }) => memory.total <= availableBytes * usableShare) ?? estimates.at(-1)!;
}

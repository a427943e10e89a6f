import type { TrainingConfig } from '../config/training-config.ts';
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

/** The mildest change of settings with which it would fit, as settings are named; `undefined`: none does. */
export function smallerSettings(
  question: MemoryQuestion,
  availableBytes: number,
):
  | Partial<Pick<TrainingConfig, 'batchSize' | 'gradientAccumulation' | 'gradientCheckpointing' | 'quantization'>>
  | undefined {
  const { config } = question;
  const smallerBatches = [];
  for (let batchSize = config.batchSize; batchSize >= 1; batchSize = Math.floor(batchSize / 2)) {
    const gradientAccumulation = config.gradientAccumulation * Math.ceil(config.batchSize / batchSize);
    smallerBatches.push(batchSize === config.batchSize ? {} : { batchSize, gradientAccumulation });
  }
  const quantizations: readonly Quantization[] =
    config.tuning === 'full' ? [question.quantization] : [question.quantization, '4bit'];
  for (const quantization of quantizations) {
    for (const gradientCheckpointing of [config.gradientCheckpointing, true]) {
      for (const batch of smallerBatches) {
        const changed = { ...config, ...batch, gradientCheckpointing };
        const { total } = estimateMemory({ ...question, config: changed, quantization });
        if (total > availableBytes * usableShare) continue;
        return {
          ...batch,
          ...(gradientCheckpointing !== config.gradientCheckpointing && { gradientCheckpointing }),
          ...(quantization !== question.quantization && { quantization }),
        };
      }
    }
  }
  return undefined;
}

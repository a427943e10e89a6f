import type { TrainingConfig, TrainingSettings } from '../config/training-config.ts';
import { smallerSettings } from '../peft/driver/smaller-settings.ts';
import { usableShare } from './choose-quantization.ts';
import { estimateMemory, type MemoryQuestion } from './estimate-memory.ts';

/**
 * The mildest change of settings with which it would fit, in the order in which the trainer itself would try; `undefined`:
 * there is none.
 */
export function settingsThatFit(question: MemoryQuestion, availableBytes: number): TrainingSettings | undefined {
  const config = { ...question.config, quantization: question.quantization };
  const smaller = smallerSettings(config);
  if (smaller === undefined) return undefined;
  const next = { ...config, ...smaller } as TrainingConfig;
  const asked: MemoryQuestion = {
    ...question,
    config: next,
    quantization: next.quantization === 'auto' ? question.quantization : next.quantization,
    longest: Math.min(question.longest, next.maxLength),
  };
  if (estimateMemory(asked).total <= availableBytes * usableShare) return smaller;
  const more = settingsThatFit(asked, availableBytes);
  return more && { ...smaller, ...more };
}

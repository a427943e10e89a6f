import type { TrainingConfig, TrainingSettings } from '../../config/training-config.ts';

/** The next smaller settings to try where memory did not suffice; `undefined` where there are none. */
export function smallerSettings(config: TrainingConfig): TrainingSettings | undefined {
  const { batchSize, gradientAccumulation, gradientCheckpointing, maxLength, quantization, tuning } = config;
  if (batchSize > 1) {
    // As many rows a step as before, half of them at a time.
    return {
      batchSize: Math.ceil(batchSize / 2),
      gradientAccumulation: Math.ceil((batchSize * gradientAccumulation) / Math.ceil(batchSize / 2)),
    };
  }
  if (!gradientCheckpointing) return { gradientCheckpointing: true };
  if (quantization === 'none' && tuning === 'lora') return { quantization: '4bit' };
  if (maxLength > 256) return { maxLength: Math.max(256, Math.floor(maxLength / 2)) };
  return undefined;
}

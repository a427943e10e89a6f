import { TuneloopError } from '@tuneloop/protocol';
import { learningRateOf, type TrainingConfig } from '../config/training-config.ts';

/** The program computes on whole windows of this many tokens at most, unless `maxLength` is smaller. */
const largestWindow = 512;

/** Windows overlap by half, and each is learned from. */
export function windowOf({ maxLength }: TrainingConfig): number {
  return Math.min(maxLength, largestWindow);
}

/**
 * The program's arguments. It does full fine-tuning with AdamW, no more.
 *
 * Errors: `UNSUPPORTED` for settings that it cannot do.
 */
export function finetuneArguments(
  config: TrainingConfig,
  files: { model: string; text: string; output: string },
  threads: number,
): string[] {
  const impossible = impossibleSettings(config);
  if (impossible.length > 0) {
    const message = `The driver llama.cpp cannot do ${impossible.join(', ')}. Train with the driver peft, or with method sft and tuning full.`;
    throw new TuneloopError('UNSUPPORTED', message, { details: { settings: impossible } });
  }
  const window = windowOf(config);
  const values = {
    model: files.model,
    file: files.text,
    output: files.output,
    'ctx-size': window,
    'batch-size': window,
    'ubatch-size': window,
    epochs: Math.ceil(config.epochs),
    'learning-rate': learningRateOf(config),
    'weight-decay': config.weightDecay,
    optimizer: 'adamw',
    'val-split': 0,
    threads,
    seed: config.seed,
  };
  return Object.entries(values).flatMap(([name, value]) => [`--${name}`, String(value)]);
}

function impossibleSettings(config: TrainingConfig): string[] {
  const { method, tuning, maxSteps, qat, continual, distributed } = config;
  const settings: [boolean, string][] = [
    [method !== 'sft', `method ${method}`],
    [tuning !== 'full', `tuning ${tuning}`],
    [maxSteps !== undefined, 'maxSteps'],
    [qat !== 'none', `qat ${qat}`],
    [continual.ewc !== undefined || continual.replay !== undefined, 'continual'],
    [distributed.processes * distributed.nodes > 1, 'distributed'],
  ];
  return settings.flatMap(([isAsked, name]) => (isAsked ? name : []));
}

/** What it does otherwise than asked for, for people. */
export function ignoredSettings({
  schedule,
  warmupRatio,
  gradientAccumulation,
  startFrom,
}: {
  schedule: TrainingConfig['schedule'];
  warmupRatio: number;
  gradientAccumulation: number;
  startFrom?: string | undefined;
}): string[] {
  return [
    ...(schedule === 'constant' && warmupRatio === 0
      ? []
      : ['The learning rate stays what it is: there is no schedule.']),
    ...(gradientAccumulation === 1 ? [] : ['Gradients are not accumulated over several passes.']),
    ...(startFrom === undefined ? [] : ['It does not go on from an adapter: it begins with the base.']),
  ];
}

import { z } from 'zod';
import type { TrainingEvent } from '../../driver/training-event.ts';
import type { PythonEvent } from '../process/python-events.ts';

/** JSON has no NaN: Python writes null for what is no number. */
const number = z
  .number()
  .nullish()
  .transform((value) => value ?? undefined);
const metrics = z
  .record(z.string(), z.number().nullable())
  .nullish()
  .transform(
    (values) =>
      values &&
      Object.fromEntries(Object.entries(values).filter((entry): entry is [string, number] => entry[1] !== null)),
  );
const step = z.int().min(0);

const result = z
  .object({
    folder: z.string(),
    tuning: z.enum(['lora', 'full']),
    steps: step,
    loss: z.number(),
    evaluation_loss: number,
    seconds: z.number(),
    peak_memory_bytes: z.int(),
    versions: z.record(z.string(), z.string()),
  })
  .transform(({ evaluation_loss: evaluationLoss, peak_memory_bytes: peakMemoryBytes, ...rest }) => ({
    ...rest,
    ...(evaluationLoss !== undefined && { evaluationLoss }),
    peakMemoryBytes,
  }));

/** The events of `tuneloop_lora` (snake_case) as ours. */
const schema: z.ZodType<TrainingEvent> = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('phase'),
    phase: z.enum(['environment', 'import', 'base', 'data', 'load', 'train', 'save']),
    completed: number,
    total: number,
    label: z.string().optional(),
  }),
  z
    .object({
      type: z.literal('step'),
      step,
      steps: step,
      epoch: z.number(),
      loss: z.number(),
      learning_rate: z.number(),
      grad_norm: number,
      tokens_per_second: number,
      eta_seconds: number,
      metrics,
    })
    .transform(
      ({
        learning_rate: learningRate,
        grad_norm: gradNorm,
        tokens_per_second: tokensPerSecond,
        eta_seconds: etaSeconds,
        metrics: others,
        ...rest
      }) => ({
        ...rest,
        learningRate,
        ...(gradNorm !== undefined && { gradNorm }),
        ...(tokensPerSecond !== undefined && { tokensPerSecond }),
        ...(etaSeconds !== undefined && { etaSeconds }),
        ...(others && { metrics: others }),
      }),
    ),
  z
    .object({ type: z.literal('evaluation'), step, loss: z.number(), metrics })
    .transform(({ metrics: others, ...rest }) => ({ ...rest, ...(others && { metrics: others }) })),
  z.object({ type: z.literal('checkpoint'), step, folder: z.string() }),
  z.object({ type: z.literal('warning'), message: z.string() }),
  z.object({ type: z.literal('done'), result }),
]);

/** `undefined` for what is none of ours. */
export function toTrainingEvent(event: PythonEvent): TrainingEvent | undefined {
  return schema.safeParse(event).data;
}

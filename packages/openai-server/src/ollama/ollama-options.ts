import { z } from 'zod';
import type { PullModel } from './answer-pull.ts';

export interface OllamaOptions {
  /** Downloads a model for `POST /api/pull`, which needs the scope `admin`. Left out: that route answers 501. */
  pull?: PullModel | undefined;
}

export const ollamaOptionsSchema: z.ZodType<OllamaOptions> = z.strictObject({
  pull: z.custom<PullModel>((value) => typeof value === 'function', 'must be a function').optional(),
});

import type { ProgressListener } from '@tuneloop/protocol';
import { z } from 'zod';

/**
 * Downloads what `reference` names, exactly as the client wrote it, so that it can be served. Errors are those of any
 * route; `ABORTED` by `signal`, once the client has gone.
 */
export type PullModel = (
  reference: string,
  options: { signal: AbortSignal; onProgress: ProgressListener },
) => Promise<unknown>;

export interface OllamaOptions {
  /** Downloads a model for `POST /api/pull`, which needs the scope `admin`. Left out: that route answers 501. */
  pull?: PullModel | undefined;
}

export const ollamaOptionsSchema: z.ZodType<OllamaOptions> = z.strictObject({
  pull: z.custom<PullModel>((value) => typeof value === 'function', 'must be a function').optional(),
});

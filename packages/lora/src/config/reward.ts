import { z } from 'zod';

/** What an answer is worth (`grpo`, `ppo`). Several are added, each times its weight (default 1). */
export type Reward = { weight: number } &
  /** 1 when the answer matches, otherwise 0. */
  (
    | { type: 'regex'; pattern: string }
    /** 1 when the answer is what the row has in this column, white space at the ends aside. */
    | { type: 'column'; column: string }
    /** 1 when the answer is JSON that the schema accepts. */
    | { type: 'json-schema'; schema: Record<string, unknown> }
    /** 1 at so many tokens, falling to 0 at none and at twice as many. */
    | { type: 'length'; tokens: number }
    /** The score of a reward model: a folder that `method: reward` made. */
    | { type: 'model'; folder: string }
  );

type RewardSettings = Reward extends infer Kind
  ? Kind extends Reward
    ? Omit<Kind, 'weight'> & { weight?: number | undefined }
    : never
  : never;

const weight = z.number().default(1);

export const rewardSchema: z.ZodType<Reward, RewardSettings> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('regex'), pattern: z.string().min(1), weight }),
  z.strictObject({ type: z.literal('column'), column: z.string().min(1), weight }),
  z.strictObject({ type: z.literal('json-schema'), schema: z.record(z.string(), z.unknown()), weight }),
  z.strictObject({ type: z.literal('length'), tokens: z.int().positive(), weight }),
  z.strictObject({ type: z.literal('model'), folder: z.string().min(1), weight }),
]);

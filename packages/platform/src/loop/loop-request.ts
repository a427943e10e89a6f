import type { InteractionQuery } from '@tuneloop/protocol';
import type { FinetuneRequest } from '../training/finetune-request.ts';

/** Which interactions a loop learns from. */
export type LoopFilter = Omit<InteractionQuery, 'after' | 'limit' | 'rating'>;

/** A training whose data is what people said of recorded answers. */
export interface LoopRequest {
  /** The training itself; its `name` is by default `loop`, its method `dpo`. */
  training?: Omit<FinetuneRequest, 'data'> | undefined;
  /** Judgements that there must be at least. Default 20. */
  minRatings?: number | undefined;
  /** Only those made since the last loop count; rows are made of all. Default `false`. */
  onlyNew?: boolean | undefined;
  where?: LoopFilter | undefined;
}

/** Why a loop was begun. */
export type LoopReason = 'asked' | 'schedule' | 'ratings';

export const loopDefaults = { name: 'loop', method: 'dpo', minRatings: 20 } as const;

/** With what is left out filled in. */
export function trainingOf({ training = {} }: LoopRequest): Omit<FinetuneRequest, 'data'> {
  return {
    ...training,
    name: training.name ?? loopDefaults.name,
    settings: { ...training.settings, method: training.settings?.method ?? loopDefaults.method },
  };
}

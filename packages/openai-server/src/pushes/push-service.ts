import type { InteractionFilter, Job, JobPage } from '@tuneloop/protocol';

/** Where interactions are sent to be judged or evaluated. */
export type PushTargetName = 'label-studio' | 'langfuse';

export interface PushTarget {
  name: PushTargetName;
  /** Where its page is. */
  url?: string | undefined;
  /** Names of the settings without which nothing is sent; empty where it is configured. */
  missing: readonly string[];
}

/** What is sent. */
export type PushRequest = { where: InteractionFilter } & (
  | {
      target: 'label-studio';
      /** What its people are asked. */
      template: 'pairwise' | 'rating' | 'correction';
      /** Of the project that is made or found where none is configured. */
      title?: string | undefined;
    }
  | {
      target: 'langfuse';
      /** Of its data set. */
      dataset: string;
      /** Also adds each answer to a run of this name. */
      run?: string | undefined;
    }
);

/** Sends interactions to other services, as jobs. */
export interface PushService {
  targets(): readonly PushTarget[];
  /** Errors: `INVALID_REQUEST` (a target that is not configured, naming what is missing). */
  submit(
    request: PushRequest,
    options: { owner?: string | undefined; idempotencyKey?: string | undefined },
  ): Promise<Job>;
  /** The latest first. Errors: `NOT_FOUND` (`after`). */
  list(query: { after?: string | undefined; limit: number }): Promise<JobPage>;
  /** Errors: `NOT_FOUND`, also for jobs of other kinds. */
  get(id: string): Promise<Job>;
  /** What has arrived by then stays there. Errors: `NOT_FOUND`. */
  cancel(id: string): Promise<Job>;
}

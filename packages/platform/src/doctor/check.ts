import type { ModelStore } from '@tuneloop/runtime';
import type { ApiKeyStore } from '@tuneloop/openai-server';
import type { Config } from '../config/schema.ts';

export type CheckStatus = 'ok' | 'warn' | 'fail';

/** What one check of the doctor found. */
export interface Check {
  /** Short, such as `Node.js`. */
  name: string;
  /** `fail`: the server will not work so. `warn`: it will, but worse than it could. */
  status: CheckStatus;
  detail: string;
  /** What to do, where there is something to do. */
  advice?: string;
}

/** What the checks look at. */
export interface CheckContext {
  config: Config;
  models: ModelStore;
  keys: ApiKeyStore;
  /** What the configuration's sources warned of. */
  warnings: readonly string[];
}

/** Looks at one thing; a check that throws is reported as failed. */
export interface Examination {
  name: string;
  run: (context: CheckContext) => Promise<Check[]>;
}

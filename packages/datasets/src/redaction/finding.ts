import type { SensitiveType } from './sensitive-types.ts';

/** One place of a text. `start` and `end` are UTF-16 offsets, `end` exclusive. */
export interface Finding {
  type: SensitiveType;
  start: number;
  end: number;
  /** From 0 to 1: how sure the form, the check digits and the words beside it make it. */
  confidence: number;
}

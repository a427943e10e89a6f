import type { GenerateRequest } from '@tuneloop/protocol';
import type { Delivery } from './generation-wire.ts';
import type { RequestOrigin } from './logged-generation.ts';

/** More answers are generated than the client gets. */
export interface BestOf {
  /** Generated for each prompt, one after another in `choices`, … */
  candidates: number;
  /** … of which so many become choices of the answer. */
  choices: number;
}

/** What a codec makes of a request's body. */
export interface DecodedRequest {
  /** `undefined`: the default model. */
  model: string | undefined;
  /** One for each choice of the answer, in order. */
  choices: GenerateRequest[];
  delivery: Delivery;
  /** Parameters that were accepted without effect. */
  ignored: string[];
  origin?: RequestOrigin | undefined;
  bestOf?: BestOf | undefined;
}

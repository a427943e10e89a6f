import type { GenerateRequest } from '@tuneloop/protocol';
import type { Delivery } from './generation-wire.ts';

/** What a codec makes of a request's body. */
export interface DecodedRequest {
  /** `undefined`: the default model. */
  model: string | undefined;
  /** One for each choice of the answer, in order. */
  choices: GenerateRequest[];
  delivery: Delivery;
  /** Parameters that were accepted without effect. */
  ignored: string[];
}

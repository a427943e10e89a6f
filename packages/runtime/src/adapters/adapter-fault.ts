import { TuneloopError } from '@tuneloop/protocol';

/** `details.reason` of `ADAPTER_INVALID`: what is wrong with an adapter. */
export type AdapterFault =
  /** It is shorter than its own header says: perhaps it is still being written. */
  | 'truncated'
  | 'not-gguf'
  /** A GGUF file, but a model or something else. */
  | 'not-an-adapter'
  /** Its header cannot be understood, or its tables contradict each other. */
  | 'damaged'
  /** One of the two matrices of a pair is missing. */
  | 'missing-pair'
  /** The two matrices of a pair have different inner dimensions. */
  | 'rank'
  /** Alpha is no finite number. */
  | 'alpha'
  /** Made for a base model of another architecture. */
  | 'architecture'
  /** The base model has no places for adapters. */
  | 'no-slots'
  /** It changes a tensor that the base model does not have. */
  | 'unknown-tensor'
  /** Its matrices have another shape than the tensor of the base model. */
  | 'shape'
  /** A PEFT folder with something that a GGUF adapter cannot hold. */
  | 'not-convertible';

/** Errors are the same for people (`message`) and programs (`details.reason`). */
export function adapterInvalid(
  path: string,
  reason: AdapterFault,
  message: string,
  details: Readonly<Record<string, unknown>> = {},
): TuneloopError {
  return new TuneloopError('ADAPTER_INVALID', message, { details: { path, reason, ...details } });
}

import type { LoadCore } from '../../hosting/hosted-core.ts';
import type { OnnxCoreOptions } from '../core/core-options.ts';
import { loadOnnxCore } from '../core/load-core.ts';
import type { EncoderCoreOptions } from '../encoder/encoder-options.ts';
import { loadEncoder } from '../encoder/load-encoder.ts';

/** A language model, or one that makes embeddings or ranks documents. */
export type ChildOptions = OnnxCoreOptions | EncoderCoreOptions;

/** Errors: those of `loadOnnxCore` and `loadEncoder`. */
export const loadChild: LoadCore<ChildOptions> = (options, ...listeners) =>
  'encoder' in options ? loadEncoder(options, ...listeners) : loadOnnxCore(options, ...listeners);

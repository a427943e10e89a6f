import { TuneloopError } from '@tuneloop/protocol';

/** What a failure of ONNX Runtime to load a model is to its user. @param provider the execution provider that was asked for. */
export function loadFailure(cause: unknown, provider: string): TuneloopError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (provider !== 'cpu' && /provider|backend not found/i.test(reason)) {
    return new TuneloopError(
      'UNSUPPORTED',
      `This build of ONNX Runtime has no execution provider "${provider}" (${reason}). Use "cpu".`,
      { details: { provider }, cause },
    );
  }
  if (/bad_alloc|failed to allocate|out of memory/i.test(reason)) {
    return new TuneloopError('RESOURCE_EXHAUSTED', 'There is not enough memory for this model. Take a smaller one.', {
      cause,
    });
  }
  return new TuneloopError('MODEL_LOAD_FAILED', `ONNX Runtime could not load the model: ${reason}`, {
    details: { reason },
    cause,
  });
}

import { TuneloopError } from '@tuneloop/protocol';

/** One that nobody knows, or that is not there for the types of its inputs. */
const unknownOperator = /(?:No Op registered for|Could not find an implementation for) (\w+)/;

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
  const operator = unknownOperator.exec(reason)?.[1];
  const message =
    operator === undefined
      ? `ONNX Runtime could not load the model: ${reason.trim().replace(/\.?$/, '.')} Copy its folder again, or convert the model again with \`tuneloop convert --to onnx\`.`
      : `This build of ONNX Runtime does not know the operator ${operator}, which the model uses. Convert the model again with \`tuneloop convert --to onnx\`, or serve it with llama.cpp.`;
  return new TuneloopError('MODEL_LOAD_FAILED', message, {
    details: { reason, ...(operator !== undefined && { operator }) },
    cause,
  });
}

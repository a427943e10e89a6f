import { TuneloopError, type LoadedModel, type ModelTokenizer } from '@tuneloop/protocol';

/** Errors: `UNSUPPORTED` when the model's engine keeps its tokenizer to itself. */
export function requireTokenizer({ info, tokenizer }: LoadedModel): ModelTokenizer {
  if (tokenizer) return tokenizer;
  throw new TuneloopError('UNSUPPORTED', `The engine of the model "${info.id}" does not show its tokenizer.`, {
    details: { param: 'model' },
  });
}

import type { Tokenizer } from '@huggingface/tokenizers';
import { TuneloopError } from '@tuneloop/protocol';
import type { TokenizerFiles } from './tokenizer-files.ts';

/** Errors: `UNSUPPORTED` without the package, `MODEL_LOAD_FAILED` for a kind of tokenizer that it does not know. */
export async function createTokenizer({
  tokenizer,
  config,
}: Pick<TokenizerFiles, 'tokenizer' | 'config'>): Promise<Tokenizer> {
  const tokenizers = await import('@huggingface/tokenizers').catch((cause: unknown) => {
    throw new TuneloopError(
      'UNSUPPORTED',
      'The ONNX engine needs the package @huggingface/tokenizers. Run `npm install @huggingface/tokenizers@0.2`.',
      { cause },
    );
  });
  try {
    return new tokenizers.Tokenizer(tokenizer, config);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TuneloopError('MODEL_LOAD_FAILED', `The model's tokenizer cannot be used: ${reason}`, { cause });
  }
}

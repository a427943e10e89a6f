import { TuneloopError } from '@tuneloop/protocol';

interface Pieces {
  /** Tokens in the vocabulary. */
  size: number;
  /** UTF-8. */
  piece(token: number): Uint8Array;
}

/** UTF-8 of each token, control tokens by their name. Errors: `INVALID_REQUEST` for an id that is no token. */
export function piecesOf(vocabulary: Pieces, tokens: readonly number[]): Uint8Array[] {
  return tokens.map((token) => {
    if (Number.isInteger(token) && token >= 0 && token < vocabulary.size) return vocabulary.piece(token);
    throw new TuneloopError(
      'INVALID_REQUEST',
      `There is no token ${token}. Ids are from 0 to ${vocabulary.size - 1}.`,
      {
        details: { token, vocabularySize: vocabulary.size },
      },
    );
  });
}

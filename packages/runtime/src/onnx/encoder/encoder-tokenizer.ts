import type { Tokenizer } from '@huggingface/tokenizers';
import { TuneloopError } from '@tuneloop/protocol';
import { piecesOf } from '../../hosting/pieces.ts';
import { byteLevelBytes, sentencePieceBytes } from '../../hosting/token-bytes.ts';
import { createTokenizer } from '../folder/create-tokenizer.ts';
import type { EncoderFolder } from './encoder-folder.ts';
import { TextFrame, type EncoderInput } from './text-frame.ts';

/** How an encoder reads texts: Hugging Face's tokenizer, and the special tokens around them. */
export class EncoderTokenizer {
  readonly size: number;
  readonly #tokenizer: Tokenizer;
  readonly #frame: TextFrame;
  readonly #notation: 'bytes' | 'word-piece' | 'sentence-piece';

  private constructor(folder: EncoderFolder, tokenizer: Tokenizer) {
    this.size = folder.vocabularySize;
    this.#tokenizer = tokenizer;
    this.#frame = TextFrame.of(tokenizer);
    const { model, decoder, pre_tokenizer: splitter } = folder.tokenizer.tokenizer;
    const isByteLevel = JSON.stringify([decoder, splitter]).includes('"ByteLevel"');
    const isWordPiece = (model as { type?: unknown }).type === 'WordPiece';
    this.#notation = isByteLevel ? 'bytes' : isWordPiece ? 'word-piece' : 'sentence-piece';
  }

  /** Errors: `UNSUPPORTED` without the package, `MODEL_LOAD_FAILED`. */
  static async create(folder: EncoderFolder): Promise<EncoderTokenizer> {
    return new EncoderTokenizer(folder, await createTokenizer(folder.tokenizer));
  }

  /** Without the special tokens around it. */
  tokenize(text: string): number[] {
    return this.#tokenizer.encode(text, { add_special_tokens: false }).ids;
  }

  /** Errors: `INVALID_REQUEST` for an id that is no token. */
  single(text: readonly number[]): EncoderInput {
    const unknown = text.find((id) => id >= this.size);
    if (unknown === undefined) return this.#frame.single(text);
    throw new TuneloopError('INVALID_REQUEST', `An input has the token ${unknown}, but there are ${this.size}.`);
  }

  pair(query: readonly number[], document: readonly number[]): EncoderInput {
    return this.#frame.pair(query, document);
  }

  /** UTF-8 of each. Errors: `INVALID_REQUEST`. */
  pieces(tokens: readonly number[]): Uint8Array[] {
    return piecesOf({ size: this.size, piece: (token) => this.#piece(token) }, tokens);
  }

  #piece(token: number): Uint8Array {
    const text = this.#tokenizer.id_to_token(token) ?? '';
    const encoder = new TextEncoder();
    const added = this.#tokenizer.get_added_tokens_decoder().get(token);
    if (added !== undefined) return encoder.encode(added.content);
    if (this.#notation === 'bytes') return byteLevelBytes(text) ?? encoder.encode(text);
    if (this.#notation === 'sentence-piece') return sentencePieceBytes(text);
    // What does not go on with a word begins one.
    return encoder.encode(text.startsWith('##') ? text.slice(2) : ` ${text}`);
  }
}

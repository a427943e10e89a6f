import type { Tokenizer } from '@huggingface/tokenizers';
import { byteLevelBytes, sentencePieceBytes } from '../../hosting/token-bytes.ts';
import type { PromptSegment } from '../../template/index.ts';
import { createTokenizer } from '../folder/create-tokenizer.ts';
import type { TokenizerFiles } from '../folder/tokenizer-files.ts';

export interface VocabularyOptions extends Pick<TokenizerFiles, 'tokenizer' | 'config'> {
  /** Tokens in the model's logits, which may be more than the tokenizer has. */
  size: number;
  /** Tokens that end a generation. */
  ends: readonly number[];
}

/** What its tokens write. */
export type TokenTexts = Pick<Vocabulary, 'isEnd' | 'bytes' | 'piece' | 'controlText'>;

/** How a model reads and writes text: Hugging Face's tokenizer, and the bytes of each token. */
export class Vocabulary {
  readonly size: number;
  /** Texts of all control tokens, longest first. */
  readonly controlTexts: string[];
  readonly #ends: ReadonlySet<number>;
  readonly #controls: ReadonlyMap<number, string>;
  /** Added as they stand. */
  readonly #added: ReadonlyMap<number, string>;
  readonly #tokenizer: Tokenizer;
  /** Takes control tokens for text. */
  readonly #plain: Tokenizer;
  readonly #isByteLevel: boolean;
  readonly #begin: readonly number[];
  readonly #bytes = new Map<number, Uint8Array>();

  private constructor(options: VocabularyOptions, tokenizer: Tokenizer, plain: Tokenizer) {
    const added = options.tokenizer.added_tokens;
    const isControl = ({ id, special }: (typeof added)[number]): boolean => special || options.ends.includes(id);
    this.size = options.size;
    this.#ends = new Set(options.ends);
    this.#controls = new Map(added.filter(isControl).map(({ id, content }) => [id, content]));
    this.#added = new Map(added.filter((token) => !isControl(token)).map(({ id, content }) => [id, content]));
    this.controlTexts = [...this.#controls.values()].toSorted((a, b) => b.length - a.length);
    this.#tokenizer = tokenizer;
    this.#plain = plain;
    this.#isByteLevel = JSON.stringify([options.tokenizer['decoder'], options.tokenizer['pre_tokenizer']]).includes(
      '"ByteLevel"',
    );
    this.#begin = leadingTokens(tokenizer);
  }

  /** Errors: `UNSUPPORTED` without the package, `MODEL_LOAD_FAILED`. */
  static async create(options: VocabularyOptions): Promise<Vocabulary> {
    const { tokenizer, config } = options;
    const plain = { ...tokenizer, added_tokens: tokenizer.added_tokens.filter(({ special }) => !special) };
    return new Vocabulary(
      options,
      await createTokenizer({ tokenizer, config }),
      await createTokenizer({ tokenizer: plain, config }),
    );
  }

  isEnd(token: number): boolean {
    return this.#ends.has(token);
  }

  /** UTF-8 of the token as it stands in running text; empty for control tokens. */
  bytes(token: number): Uint8Array {
    let known = this.#bytes.get(token);
    if (known === undefined) this.#bytes.set(token, (known = this.#bytesOf(token)));
    return known;
  }

  /** What a control token is written as (`<|im_end|>`); empty for tokens that have a text of their own. */
  controlText(token: number): string {
    return this.#controls.get(token) ?? '';
  }

  /** As `bytes`, and as `controlText` where it has none: what a reader of single tokens wants to see. */
  piece(token: number): Uint8Array {
    const text = this.controlText(token);
    return text === '' ? this.bytes(token) : new TextEncoder().encode(text);
  }

  /** With the token that begins a sequence, where the model wants one. */
  tokenize(segments: readonly PromptSegment[]): number[] {
    return this.#begun(segments.flatMap(({ text, control }) => this.#encode(text, control)));
  }

  /** @param begin put the token that begins a sequence in front where the model wants one. */
  tokenizeText(text: string, { begin, control }: { begin: boolean; control: boolean }): number[] {
    const tokens = this.#encode(text, control);
    return begin ? this.#begun(tokens) : tokens;
  }

  #encode(text: string, control: boolean): number[] {
    if (text === '') return [];
    return (control ? this.#tokenizer : this.#plain).encode(text, { add_special_tokens: false }).ids;
  }

  #begun(tokens: number[]): number[] {
    return this.#begin.every((token, place) => tokens[place] === token) ? tokens : [...this.#begin, ...tokens];
  }

  #bytesOf(token: number): Uint8Array {
    if (this.#controls.has(token)) return new Uint8Array();
    const encoder = new TextEncoder();
    const added = this.#added.get(token);
    if (added !== undefined) return encoder.encode(added);
    const text = this.#tokenizer.id_to_token(token);
    if (text === undefined) return new Uint8Array();
    return this.#isByteLevel ? (byteLevelBytes(text) ?? encoder.encode(text)) : sentencePieceBytes(text);
  }
}

/** What the tokenizer itself puts in front of every text. */
function leadingTokens(tokenizer: Tokenizer): number[] {
  const text = 'a';
  const without = tokenizer.encode(text, { add_special_tokens: false }).ids;
  const { ids } = tokenizer.encode(text, { add_special_tokens: true });
  const at = ids.indexOf(without[0]);
  return at > 0 ? ids.slice(0, at) : [];
}

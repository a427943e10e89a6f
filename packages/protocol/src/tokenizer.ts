import type { CallOptions } from './call-options.ts';
import type { GenerateRequest, Prompt } from './generate-request.ts';

export interface TokenizeOptions extends CallOptions {
  /** Put the model's begin-of-sequence token in front where it wants one. Default `false`. */
  addSpecial?: boolean | undefined;
  /** Read the text of control tokens (`<|im_end|>`) as these tokens. Default `true`. */
  parseSpecial?: boolean | undefined;
}

export interface TokenPiece {
  id: number;
  /** What it writes, UTF-8; a token may hold a part of a character. */
  bytes: number[];
}

/** What of a request shapes its prompt. */
export type PromptSettings = Pick<
  GenerateRequest,
  'tools' | 'toolChoice' | 'reasoning' | 'templateVariables' | 'continueFinalMessage'
>;

/** How a model reads text. */
export interface ModelTokenizer {
  tokenize(text: string, options?: TokenizeOptions): Promise<number[]>;
  /** Errors: `INVALID_REQUEST` for an id that is not in the vocabulary. */
  detokenize(tokens: readonly number[], options?: CallOptions): Promise<string>;
  pieces(tokens: readonly number[], options?: CallOptions): Promise<TokenPiece[]>;
  /** The prompt as `generate` would write it for the model, as text. */
  renderPrompt(prompt: Prompt, settings?: PromptSettings, options?: CallOptions): Promise<string>;
}

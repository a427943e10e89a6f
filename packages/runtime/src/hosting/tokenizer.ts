import {
  throwIfAborted,
  type CallOptions,
  type ModelTokenizer,
  type Prompt,
  type PromptSettings,
  type TokenizeOptions,
  type TokenPiece,
} from '@tuneloop/protocol';
import type { Supervisor } from './connection/supervisor.ts';
import type { PromptRenderer } from './prompt.ts';

/** A model's own tokeniser, in its core, and its chat template, on this side. */
export class HostedTokenizer implements ModelTokenizer {
  readonly #supervisor: Supervisor;
  readonly #prompts: PromptRenderer;

  constructor(supervisor: Supervisor, prompts: PromptRenderer) {
    this.#supervisor = supervisor;
    this.#prompts = prompts;
  }

  async tokenize(text: string, options: TokenizeOptions = {}): Promise<number[]> {
    const { addSpecial = false, parseSpecial = true, signal } = options;
    throwIfAborted(signal);
    const connection = await this.#supervisor.connection(signal);
    return connection.call<'tokenize'>({ type: 'tokenize', text, begin: addSpecial, control: parseSpecial });
  }

  async detokenize(tokens: readonly number[], options: CallOptions = {}): Promise<string> {
    return new TextDecoder().decode(Buffer.concat(await this.#bytes(tokens, options)));
  }

  async pieces(tokens: readonly number[], options: CallOptions = {}): Promise<TokenPiece[]> {
    const bytes = await this.#bytes(tokens, options);
    return tokens.map((id, place) => ({ id, bytes: [...bytes[place]!] }));
  }

  async renderPrompt(prompt: Prompt, settings: PromptSettings = {}, options: CallOptions = {}): Promise<string> {
    throwIfAborted(options.signal);
    const rendered = this.#prompts.render(prompt, settings);
    const segments = rendered.map((piece) => (typeof piece === 'number' ? '' : piece.text));
    return prompt.type === 'tokens' ? this.detokenize(prompt.tokens, options) : segments.join('');
  }

  async #bytes(tokens: readonly number[], { signal }: CallOptions): Promise<Uint8Array[]> {
    throwIfAborted(signal);
    const connection = await this.#supervisor.connection(signal);
    return connection.call<'pieces'>({ type: 'pieces', tokens });
  }
}

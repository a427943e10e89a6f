import {
  TuneloopError,
  type CallOptions,
  type ModelTokenizer,
  type Prompt,
  type PromptSettings,
  type TokenizeOptions,
  type TokenPiece,
} from '@tuneloop/protocol';
import { malformed } from './http/upstream-error.ts';
import type { Upstream } from './pool/upstream.ts';
import { encodePrompt } from './wire/encode-request.ts';
import { listOf, numberOf, objectOf, stringOf } from './wire/read-json.ts';
import { unsupported } from './wire/unsupported.ts';

/** The upstream's own tokenizer: `/tokenize` and its kin, in llama-server's dialect or in vLLM's. */
export class RemoteTokenizer implements ModelTokenizer {
  readonly #upstream: () => Upstream;

  /** @param upstream one with a tokenizer */
  constructor(upstream: () => Upstream) {
    this.#upstream = upstream;
  }

  async tokenize(text: string, options: TokenizeOptions = {}): Promise<number[]> {
    const { addSpecial = false, parseSpecial = true, signal } = options;
    const { client, profile } = this.#upstream();
    const body =
      profile?.tokenizer === 'vllm'
        ? { model: profile.model, prompt: text, add_special_tokens: addSpecial }
        : { model: profile?.model, content: text, add_special: addSpecial, parse_special: parseSpecial };
    const answer = objectOf(await client.json('/tokenize', { body, signal }));
    if (!Array.isArray(answer['tokens'])) throw malformed(client.name, 'sent no tokens');
    return answer['tokens'].filter((token) => typeof token === 'number');
  }

  async detokenize(tokens: readonly number[], { signal }: CallOptions = {}): Promise<string> {
    const { client, profile } = this.#upstream();
    requireKnown(tokens, profile?.vocabularySize);
    const answer = objectOf(
      await client.json('/detokenize', { body: { model: profile?.model, tokens: Array.from(tokens) }, signal }),
    );
    const text = stringOf(answer['content']) ?? stringOf(answer['prompt']);
    if (text === undefined) throw malformed(client.name, 'sent no text');
    return text;
  }

  /** Only where pieces come with their bytes: a text cannot show a part of a character. */
  async pieces(tokens: readonly number[], options: CallOptions = {}): Promise<TokenPiece[]> {
    const { client, profile } = this.#upstream();
    if (profile?.tokenizer === 'vllm') throw unsupported('the bytes of tokens', profile.kind);
    const text = await this.detokenize(tokens, options);
    const body = { model: profile?.model, content: text, with_pieces: true, parse_special: true };
    const answer = objectOf(await client.json('/tokenize', { body, signal: options.signal }));
    const pieces = listOf(answer['tokens']).map(readPiece);
    // The same text may be cut otherwise; then there is no telling what each token wrote.
    if (pieces.length === tokens.length && pieces.every(({ id }, place) => id === tokens[place])) return pieces;
    return Promise.all(
      tokens.map(async (id) => ({ id, bytes: Array.from(Buffer.from(await this.detokenize([id], options))) })),
    );
  }

  async renderPrompt(prompt: Prompt, settings: PromptSettings = {}, options: CallOptions = {}): Promise<string> {
    if (prompt.type === 'text') return prompt.text;
    if (prompt.type === 'tokens') return this.detokenize(prompt.tokens, options);
    const { client, profile } = this.#upstream();
    if (profile === undefined || profile.tokenizer === 'vllm' || prompt.type === 'infill') {
      throw unsupported('the text of a prompt', profile?.kind ?? 'openai');
    }
    const { kind, model } = profile;
    const continues = settings.continueFinalMessage && { continue_final_message: true, add_generation_prompt: false };
    const body = { ...encodePrompt({ prompt, ...settings }, { kind, model }), ...continues };
    const answer = objectOf(await client.json('/apply-template', { body, signal: options.signal }));
    const text = stringOf(answer['prompt']);
    if (text === undefined) throw malformed(client.name, 'sent no prompt');
    return text;
  }
}

/** llama-server fails over a token that does not exist. */
function requireKnown(tokens: readonly number[], vocabularySize = Infinity): void {
  const unknown = tokens.find((token) => token >= vocabularySize);
  if (unknown === undefined) return;
  const message = `${unknown} is no token of this model, whose vocabulary has ${vocabularySize}.`;
  throw new TuneloopError('INVALID_REQUEST', message, { details: { vocabularySize } });
}

/** llama-server gives text, or the bytes where the token is no whole character. */
function readPiece(value: unknown): TokenPiece {
  const wire = objectOf(value);
  const { piece } = wire;
  const bytes = Array.isArray(piece)
    ? piece.filter((byte) => typeof byte === 'number')
    : Array.from(Buffer.from(stringOf(piece) ?? ''));
  return { id: numberOf(wire['id']) ?? -1, bytes };
}

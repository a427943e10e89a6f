import type { GenerationEvent, TokenLogprob } from '@tuneloop/protocol';
import { createStopMatcher, type StopMatcher } from '../output/index.ts';
import type { OutputEvent, OutputParser } from '../parsing/index.ts';

type TextArrival = { text: string; logprobs?: TokenLogprob[] };

export interface OutputTranslatorOptions {
  parser: OutputParser;
  /** They end the content; reasoning and arguments may hold them. */
  stop: readonly string[];
  singleCall: boolean;
  /** Whether content carries its tokens' log-probabilities. */
  logprobs: boolean;
}

/** Turns the core's text into events: what is content, reasoning and a call, and whose log-probabilities are whose. */
export class OutputTranslator {
  readonly #options: OutputTranslatorOptions;
  #stops: StopMatcher;
  /** UTF-16 units so far. */
  #length = 0;
  /** Tokens whose text is not decided yet, with the place of their text in the output. */
  #tokens: { from: number; to: number; logprob: TokenLogprob }[] = [];
  #reasoningTokens = 0;
  #arrivals = 0;
  #calls = 0;
  #cut: { stopSequence?: string } | undefined;

  constructor(options: OutputTranslatorOptions) {
    this.#options = options;
    this.#stops = createStopMatcher(options.stop);
  }

  /** Set when the output is over although the model has not ended. */
  get cut(): { stopSequence?: string } | undefined {
    return this.#cut;
  }

  get calls(): number {
    return this.#calls;
  }

  get reasoningTokens(): number {
    return this.#reasoningTokens;
  }

  /** Tokens that brought text; those that are only a part of a character are not seen from here. */
  get tokens(): number {
    return this.#arrivals;
  }

  push({ text, logprobs = [] }: TextArrival): GenerationEvent[] {
    const { parser } = this.#options;
    const from = this.#length;
    this.#length += text.length;
    this.#arrivals += 1;
    for (const logprob of logprobs) this.#tokens.push({ from, to: this.#length, logprob });
    const wasReasoning = parser.inReasoning;
    const events = this.#translate(parser.push(text));
    if (wasReasoning || parser.inReasoning) this.#reasoningTokens += 1;
    return events;
  }

  /** Text that stands in the output without being the model's: no token of its own. */
  insert(text: string): GenerationEvent[] {
    this.#length += text.length;
    return this.#translate(this.#options.parser.push(text));
  }

  /** The model has ended. */
  end(): GenerationEvent[] {
    const events = this.#translate(this.#options.parser.end());
    const rest = this.#cut === undefined ? this.#stops.flush() : '';
    if (rest !== '') events.push({ type: 'text-delta', text: rest });
    return events;
  }

  #translate(found: readonly OutputEvent[]): GenerationEvent[] {
    const events: GenerationEvent[] = [];
    for (const event of found) {
      if (this.#cut !== undefined) break;
      if (event.type === 'text-delta') {
        events.push(...this.#text(event.text, event.at));
        continue;
      }
      if (event.type === 'turn-end' || event.type === 'tool-call-start') {
        // A stop string cannot reach over a call.
        const held = this.#stops.flush();
        this.#stops = createStopMatcher(this.#options.stop);
        if (held !== '') events.push({ type: 'text-delta', text: held });
      }
      if (event.type === 'turn-end') {
        this.#cut = {};
        break;
      }
      if (event.type === 'tool-call-start') this.#calls += 1;
      events.push(event);
      if (event.type === 'tool-call-end' && this.#options.singleCall) this.#cut = {};
    }
    return events;
  }

  #text(text: string, at: number): GenerationEvent[] {
    const logprobs = this.#logprobsOf(at, at + text.length);
    const match = this.#stops.push(text);
    if (match.stopped !== undefined) this.#cut = { stopSequence: match.stopped };
    if (match.text === '' && logprobs.length === 0) return [];
    return [{ type: 'text-delta', text: match.text, ...(this.#options.logprobs && { logprobs }) }];
  }

  /** Those of the tokens that begin before `to` and are not wholly before `from`: the latter were markup or reasoning. */
  #logprobsOf(from: number, to: number): TokenLogprob[] {
    const known = this.#tokens.filter((token) => token.from < to);
    this.#tokens = this.#tokens.filter((token) => token.from >= to);
    return known.filter((token) => token.to > from || token.from >= from).map(({ logprob }) => logprob);
  }
}

import { TuneloopError, type FinishReason, type GenerationEvent, type TokenLogprob } from '@tuneloop/protocol';
import { cutShort, malformed } from '../http/upstream-error.ts';
import { decodeLogprobs } from './decode-logprobs.ts';
import { decodePromptLogprobs } from './decode-prompt-logprobs.ts';
import { decodeDiscarded, decodeProgress, decodeUsage, type PartialUsage } from './decode-usage.ts';
import { listOf, objectOf, stringOf } from './read-json.ts';
import {
  decodeTimings,
  parsePiece,
  type AnswerEnd,
  type StreamDecoder,
  type StreamSource,
  type UpstreamTimings,
} from './stream-decoder.ts';
import { ToolCallAssembler } from './tool-call-assembler.ts';

export interface AnswerDecoderOptions extends StreamSource {
  /** Alternatives for each token; undefined when nobody asked for log-probabilities. */
  topLogprobs: number | undefined;
  /** The same for the prompt's tokens, with which the answer then begins. */
  topPromptLogprobs?: number | undefined;
}

const finishReasons: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  eos: 'stop',
  end_turn: 'stop',
  stop_sequence: 'stop',
  length: 'length',
  max_tokens: 'length',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
};

/** Turns the chunks of one streamed answer, of chat completions or completions, into the events of its output. */
export class AnswerDecoder implements StreamDecoder {
  readonly #options: AnswerDecoderOptions;
  readonly #calls = new ToolCallAssembler();
  #finish: FinishReason | undefined;
  #stopSequence: string | undefined;
  #usage: PartialUsage = {};
  #timings: UpstreamTimings = {};
  #outputChunks = 0;
  #awaitsPrompt: boolean;

  constructor(options: AnswerDecoderOptions) {
    this.#options = options;
    this.#awaitsPrompt = options.topPromptLogprobs !== undefined;
  }

  get usage(): PartialUsage {
    return this.#usage;
  }

  get timings(): UpstreamTimings {
    return this.#timings;
  }

  get outputChunks(): number {
    return this.#outputChunks;
  }

  *push(data: string): Generator<GenerationEvent, void, void> {
    const chunk = this.#parse(data);
    this.#usage = { ...this.#usage, ...decodeProgress(chunk['prompt_progress']), ...decodeUsage(chunk['usage']) };
    if (chunk['timings'] !== undefined) {
      this.#timings = decodeTimings(chunk['timings']);
      this.#usage = { ...this.#usage, ...decodeDiscarded(chunk['timings']) };
    }
    // The chunk with the usage has no choices.
    const [first] = listOf(chunk['choices']);
    if (first !== undefined) yield* this.#choice(objectOf(first));
  }

  end(): AnswerEnd {
    if (this.#finish === undefined) throw cutShort(this.#options.upstream);
    const events = [...this.#calls.end()];
    // Some servers say `stop` also where the model called a tool.
    const finishReason = this.#finish === 'stop' && this.#calls.count > 0 ? 'tool-calls' : this.#finish;
    return { events, finishReason, stopSequence: this.#stopSequence };
  }

  #parse(data: string): Record<string, unknown> {
    const chunk = parsePiece(data, this.#options);
    if (!Array.isArray(chunk['choices']) && chunk['usage'] === undefined && chunk['prompt_progress'] === undefined) {
      throw malformed(this.#options.upstream, 'sent an event that is no piece of an answer');
    }
    return chunk;
  }

  *#choice(choice: Record<string, unknown>): Generator<GenerationEvent, void, void> {
    if (this.#awaitsPrompt) {
      this.#awaitsPrompt = false;
      yield decodePromptLogprobs(choice, this.#options.topPromptLogprobs ?? 0, this.#options.upstream);
      return;
    }
    const delta = objectOf(choice['delta']);
    const reasoning = stringOf(delta['reasoning_content']) || stringOf(delta['reasoning']) || '';
    const text = stringOf(delta['content']) ?? stringOf(choice['text']) ?? '';
    const { topLogprobs } = this.#options;
    const logprobs = topLogprobs === undefined ? undefined : decodeLogprobs(choice, topLogprobs);
    if (reasoning !== '' || text !== '' || delta['tool_calls']) this.#outputChunks += 1;
    if (reasoning !== '') yield { type: 'reasoning-delta', text: reasoning };
    yield* this.#text(text, logprobs);
    yield* this.#calls.push(delta['tool_calls']);
    this.#readFinish(choice);
  }

  *#text(text: string, logprobs: TokenLogprob[] | undefined): Generator<GenerationEvent, void, void> {
    if (text === '' && !logprobs?.length) return;
    yield* this.#calls.end();
    yield { type: 'text-delta', text, ...(logprobs && { logprobs }) };
  }

  /** `stop_reason` is vLLM's (and ours), `matched_stop` SGLang's: the stop string, or the id of a token. */
  #readFinish(choice: Record<string, unknown>): void {
    const reason = stringOf(choice['finish_reason']);
    if (reason === undefined || reason === '') return;
    const { upstream } = this.#options;
    if (reason === 'content_filter') {
      throw new TuneloopError('UPSTREAM_FAILED', `The content filter of ${upstream} withheld the answer.`, {
        details: { upstream, reason },
        retryable: false,
      });
    }
    const known = finishReasons[reason];
    if (known === undefined) {
      const details = { upstream, reason: reason.slice(0, 40) };
      throw new TuneloopError('UPSTREAM_FAILED', `${upstream} gave up on the answer. Try again.`, { details });
    }
    this.#finish = known;
    this.#stopSequence = stringOf(choice['stop_reason']) ?? stringOf(choice['matched_stop']);
  }
}

import type { GenerateRequest, GenerationEvent } from '@tuneloop/protocol';
import { OutputPlanner } from '../hosting/output-plan.ts';
import { OutputTranslator } from '../hosting/output-translator.ts';
import { RemoteTokenizer } from './model-tokenizer.ts';
import type { Upstream } from './pool/upstream.ts';
import type { PartialUsage } from './wire/decode-usage.ts';
import type { AnswerEnd, StreamDecoder, UpstreamTimings } from './wire/stream-decoder.ts';

/** A request as llama-server is asked for it, and what reads the calls from its answer. */
export interface DemandedCall {
  request: GenerateRequest;
  /** @param answers reads the answer as text */
  decoder(answers: StreamDecoder): StreamDecoder;
}

/** Whether a call must come. */
export function demandsCall({ tools, toolChoice = 'auto', maxTokens }: GenerateRequest): boolean {
  return maxTokens !== 0 && tools !== undefined && tools.length > 0 && toolChoice !== 'auto' && toolChoice !== 'none';
}

/**
 * llama-server does not hold a model to a demanded call. So it is asked for the prompt as its own template writes it, and
 * then for the continuation of that text under a grammar which allows nothing but calls, as JSON.
 *
 * @returns `undefined` where the upstream is to be asked as usual.
 *
 * Errors: `UNSUPPORTED` for a schema that cannot be enforced, `INVALID_REQUEST` for a choice that names no tool.
 */
export async function planDemandedCall(
  upstream: Upstream,
  request: GenerateRequest,
  signal: AbortSignal,
): Promise<DemandedCall | undefined> {
  const { kind, tokenizer } = upstream.profile ?? {};
  const { prompt } = request;
  if (kind !== 'llama.cpp' || tokenizer === undefined || prompt.type !== 'messages' || !demandsCall(request)) return;
  const { parser, grammar, singleCall } = new OutputPlanner({ chatTemplate: undefined, controlTexts: [] }).plan(
    request,
    [],
  );
  if (parser === undefined || grammar === undefined) return;
  const { tools, toolChoice, reasoning, templateVariables, continueFinalMessage, logprobs } = request;
  const settings = { tools, toolChoice, reasoning, templateVariables, continueFinalMessage };
  const text = await new RemoteTokenizer(() => upstream).renderPrompt(prompt, settings, { signal });
  const { id, sampling, maxTokens, adapters, reusePrefix, owner } = request;
  const shared = { id, sampling, maxTokens, adapters, reusePrefix, owner, logprobs };
  return {
    request: { ...shared, prompt: { type: 'text', text }, outputFormat: { type: 'grammar', grammar } },
    decoder: (answers) =>
      new CallDecoder(
        answers,
        // Stop strings end content, of which there is none.
        new OutputTranslator({ parser, singleCall, stop: [], logprobs: logprobs !== undefined }),
      ),
  };
}

class CallDecoder implements StreamDecoder {
  readonly #answers: StreamDecoder;
  readonly #translator: OutputTranslator;

  constructor(answers: StreamDecoder, translator: OutputTranslator) {
    this.#answers = answers;
    this.#translator = translator;
  }

  get usage(): PartialUsage {
    return this.#answers.usage;
  }

  get timings(): UpstreamTimings {
    return this.#answers.timings;
  }

  get outputChunks(): number {
    return this.#answers.outputChunks;
  }

  *push(data: string): Generator<GenerationEvent, void, void> {
    for (const event of this.#answers.push(data)) {
      if (event.type === 'text-delta') yield* this.#translator.push(event);
      else yield event;
    }
  }

  end(): AnswerEnd {
    const { finishReason } = this.#answers.end();
    const events = this.#translator.end();
    const isCall = finishReason === 'stop' && this.#translator.calls > 0;
    return { events, finishReason: isCall ? 'tool-calls' : finishReason, stopSequence: undefined };
  }
}

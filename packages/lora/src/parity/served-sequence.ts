import type {
  AdapterSelection,
  CallOptions,
  GenerateRequest,
  GenerationEvent,
  LoadedModel,
  Prompt,
} from '@tuneloop/protocol';
import { TuneloopError } from '@tuneloop/protocol';
import type { ParityPrompt } from './parity-prompts.ts';

export interface ServingOptions extends CallOptions {
  model: LoadedModel;
  adapters: AdapterSelection[];
}

/** Token ids of a prompt as serving reads it, its template and special tokens applied. */
export async function servedPrompt(prompt: ParityPrompt, options: ServingOptions): Promise<number[]> {
  const messages = prompt.map(({ role, content }) => ({ role, content }));
  const scores = await score({ type: 'messages', messages }, 0, options);
  return scores.map(({ tokenId }) => tokenId);
}

export interface ServedAnswer {
  tokens: number[];
  /** It ended by itself; otherwise it was as long as it might be. */
  ended: boolean;
}

/** The greedy answer. */
export async function servedAnswer(
  tokens: readonly number[],
  maxTokens: number,
  { model, adapters, signal }: ServingOptions,
): Promise<ServedAnswer> {
  const answer: number[] = [];
  const request: GenerateRequest = {
    prompt: { type: 'tokens', tokens: [...tokens] },
    adapters,
    maxTokens,
    sampling: { temperature: 0, repeatPenalty: 1 },
    logprobs: { top: 0 },
    reusePrefix: false,
    owner: 'parity',
  };
  for await (const event of model.generate(request, { signal })) {
    if (event.type === 'text-delta') answer.push(...(event.logprobs ?? []).map(({ tokenId }) => tokenId));
    if (event.type === 'generation-end') return { tokens: answer, ended: event.finishReason === 'stop' };
  }
  throw new TuneloopError('INTERNAL', 'The generation has no end.');
}

export interface ServedScore {
  tokenId: number;
  /** The likeliest first; empty for the first token. */
  top: readonly { tokenId: number; logprob: number }[];
}

/** How many of the likeliest tokens are compared; the most that an engine reports. */
const comparedTokens = 20;

/** What serving thinks of each token of a sequence, given those before it. */
export function servedScores(tokens: readonly number[], options: ServingOptions): Promise<ServedScore[]> {
  return score({ type: 'tokens', tokens: [...tokens] }, comparedTokens, options);
}

async function score(prompt: Prompt, top: number, { model, adapters, signal }: ServingOptions): Promise<ServedScore[]> {
  let scores: Extract<GenerationEvent, { type: 'prompt-logprobs' }> | undefined;
  const request = { prompt, adapters, maxTokens: 0, promptLogprobs: { top }, owner: 'parity' };
  for await (const event of model.generate(request, { signal })) {
    if (event.type === 'prompt-logprobs') scores = event;
  }
  if (scores !== undefined) return scores.tokens;
  throw new TuneloopError(
    'UNSUPPORTED',
    `The engine ${model.info.engine} does not tell the log-probabilities of a prompt, which the parity check compares.`,
  );
}

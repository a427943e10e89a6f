import type {
  CallOptions,
  GenerateRequest,
  GenerationEndEvent,
  GenerationEvent,
  GenerationStartEvent,
  LoadedModel,
  Prompt,
  TokenLogprob,
} from '@tuneloop/protocol';
import { expect } from 'vitest';

/** Goes on for as long as anybody wants. */
export const counting: Prompt = {
  type: 'text',
  text: 'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen',
};

export function userTurn(content: string): Prompt {
  return { type: 'messages', messages: [{ role: 'user', content }] };
}

export interface Generation {
  events: GenerationEvent[];
  start: GenerationStartEvent;
  end: GenerationEndEvent;
  text: string;
  logprobs: TokenLogprob[];
}

/** Runs a request to its end: greedy and without the prefix cache unless it says otherwise. */
export async function generate(
  model: LoadedModel,
  request: Partial<GenerateRequest>,
  options?: CallOptions,
): Promise<Generation> {
  const events: GenerationEvent[] = [];
  const whole = { prompt: counting, sampling: { temperature: 0 }, reusePrefix: false, maxTokens: 16, ...request };
  for await (const event of model.generate(whole, options)) events.push(event);
  const start = events[0];
  const end = events.at(-1);
  if (start?.type !== 'generation-start' || end?.type !== 'generation-end') {
    throw new Error(`A generation must begin and end with its events, not with ${start?.type} and ${end?.type}.`);
  }
  const deltas = events.filter((event) => event.type === 'text-delta');
  return {
    events,
    start,
    end,
    text: deltas.map(({ text }) => text).join(''),
    logprobs: deltas.flatMap(({ logprobs }) => logprobs ?? []),
  };
}

/** Waits until nothing runs and nothing waits any more: within moments, not when a long generation would be over. */
export async function expectIdle(model: LoadedModel): Promise<void> {
  await expect
    .poll(async () => model.status(), { timeout: 5000, interval: 10 })
    .toMatchObject({ activeRequests: 0, queuedRequests: 0 });
}

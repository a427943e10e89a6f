import type { GenerationEvent, PromptLogprobsEvent } from '@tuneloop/protocol';

/** A token of the answer or of an echoed prompt, whose first token has no log-probability. */
export type ScoredToken = PromptLogprobsEvent['tokens'][number];

/** A prompt that its answer repeats. */
export interface Echo {
  /** Left out where the prompt came in tokens: the engine tells their text. */
  text?: string | undefined;
  logprobs: boolean;
}

export interface EchoPiece {
  text: string;
  tokens?: ScoredToken[];
}

/** Whether the engine has to report the prompt's tokens for it. */
export function needsPromptLogprobs({ text, logprobs }: Echo): boolean {
  return logprobs || text === undefined;
}

/** The piece of the answer that repeats the prompt, once an event tells what it is. */
export function echoPiece(event: GenerationEvent, echo: Echo | undefined): EchoPiece | undefined {
  if (!echo) return undefined;
  if (event.type === 'prompt-logprobs') {
    const text = echo.text ?? Buffer.from(event.tokens.flatMap(({ bytes }) => bytes)).toString();
    return { text, ...(echo.logprobs && { tokens: event.tokens }) };
  }
  const isKnown = event.type === 'generation-start' && !needsPromptLogprobs(echo);
  return isKnown ? { text: echo.text ?? '' } : undefined;
}

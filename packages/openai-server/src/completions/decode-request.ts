import type { Prompt } from '@tuneloop/protocol';
import { requestProblem } from '../errors/request-problem.ts';
import { decodeDelivery, decodeGeneration, repeatRequest } from '../generation/generation-wire.ts';
import type { DecodedRequest } from '../generation/decoded-request.ts';
import { decodeOrigin } from '../generation/origin-wire.ts';
import type { JsonObject } from '../http/read-json-body.ts';
import { applyParameterTable } from '../parameters/apply-parameter-table.ts';
import { completionParameters } from '../parameters/completion-parameters.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import { needsPromptLogprobs, type Echo } from './echo.ts';
import { completionRequestSchema, type CompletionRequest, type PromptWire } from './request-wire.ts';

/** OpenAI's default for this endpoint. */
const defaultMaxTokens = 16;

export interface DecodedCompletion extends DecodedRequest {
  /** Choices that the answer has for each prompt. */
  choicesPerPrompt: number;
  /** Generations for each prompt, of which the best become choices. */
  candidatesPerPrompt: number;
  /** The prompt that each generation's text begins with, if any. */
  echoes: (Echo | undefined)[];
  showsLogprobs: boolean;
}

/**
 * A completions body as the engine's requests, one for each candidate: all of the first prompt, then all of the next.
 *
 * Errors: `INVALID_REQUEST` naming the parameter.
 */
export function decodeCompletion(body: JsonObject): DecodedCompletion {
  const { honoured, ignored } = applyParameterTable(completionParameters, body);
  const wire = validateWire(completionRequestSchema, honoured);
  const delivery = decodeDelivery(wire, ignored);
  const n = wire.n ?? 1;
  const candidates = readBestOf(wire, n);
  const top = wire.logprobs ?? undefined;
  const generation = {
    ...decodeGeneration(wire, wire.max_tokens ?? wire.n_predict ?? defaultMaxTokens),
    // The candidates are compared by them.
    logprobs: top === undefined && candidates === n ? undefined : { top: top ?? 0 },
  };
  const requests = decodePrompts(wire).map((prompt) => {
    const echo = wire.echo ? { text: textOfPrompt(prompt), logprobs: top !== undefined } : undefined;
    const promptLogprobs = echo && needsPromptLogprobs(echo) ? { top: top ?? 0 } : undefined;
    return { echo, request: { ...generation, prompt, promptLogprobs } };
  });
  return {
    model: wire.model ?? undefined,
    choices: requests.flatMap(({ request }) => repeatRequest(request, candidates)),
    choicesPerPrompt: n,
    candidatesPerPrompt: candidates,
    echoes: requests.flatMap(({ echo }) => Array.from({ length: candidates }, () => echo)),
    showsLogprobs: top !== undefined,
    origin: decodeOrigin(wire),
    bestOf: candidates > n ? { candidates, choices: n } : undefined,
    delivery,
    ignored,
  };
}

function readBestOf({ best_of: bestOf, stream }: CompletionRequest, n: number): number {
  const candidates = bestOf ?? n;
  if (candidates < n) throw requestProblem('conflicting_parameters', '"best_of" must not be less than "n".', 'best_of');
  if (stream && candidates > n) {
    const message = 'The best of several answers is known when all have ended; leave "stream" or "best_of" out.';
    throw requestProblem('conflicting_parameters', message, 'best_of');
  }
  return candidates;
}

function decodePrompts(wire: CompletionRequest): Prompt[] {
  const prompts = decodeTexts(wire.prompt);
  const suffix = wire.suffix ?? '';
  if (suffix === '') return prompts;
  if (wire.echo) {
    throw requestProblem('conflicting_parameters', 'Send "echo" or "suffix", not both.', 'suffix');
  }
  return prompts.map((prompt) => {
    if (prompt.type === 'text') return { type: 'infill', prefix: prompt.text, suffix };
    throw requestProblem('conflicting_parameters', 'With "suffix", send the prompt as text, not as tokens.', 'suffix');
  });
}

function textOfPrompt(prompt: Prompt): string | undefined {
  return prompt.type === 'text' ? prompt.text : undefined;
}

function decodeTexts(wire: PromptWire): Prompt[] {
  if (typeof wire === 'string') return [{ type: 'text', text: wire }];
  if (isTokens(wire)) return [{ type: 'tokens', tokens: wire }];
  return wire.map((prompt) =>
    typeof prompt === 'string' ? { type: 'text', text: prompt } : { type: 'tokens', tokens: prompt },
  );
}

function isTokens(wire: string[] | number[] | number[][]): wire is number[] {
  return typeof wire[0] === 'number';
}

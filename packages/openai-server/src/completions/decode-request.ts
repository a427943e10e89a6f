import type { Prompt } from '@tuneloop/protocol';
import { decodeDelivery, decodeGeneration, repeatRequest } from '../generation/generation-wire.ts';
import type { DecodedRequest } from '../generation/decoded-request.ts';
import type { JsonObject } from '../http/read-json-body.ts';
import { applyParameterTable } from '../parameters/apply-parameter-table.ts';
import { completionParameters } from '../parameters/completion-parameters.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import { completionRequestSchema, type PromptWire } from './request-wire.ts';

/** OpenAI's default for this endpoint. */
const defaultMaxTokens = 16;

export interface DecodedCompletion extends DecodedRequest {
  choicesPerPrompt: number;
}

/**
 * A completions body as the engine's requests, one for each choice: all of the first prompt, then all of the next.
 *
 * Errors: `INVALID_REQUEST` naming the parameter.
 */
export function decodeCompletion(body: JsonObject): DecodedCompletion {
  const { honoured, ignored } = applyParameterTable(completionParameters, body);
  const wire = validateWire(completionRequestSchema, honoured);
  const delivery = decodeDelivery(wire, ignored);
  const top = wire.logprobs ?? undefined;
  const generation = {
    ...decodeGeneration(wire, wire.max_tokens ?? wire.n_predict ?? defaultMaxTokens),
    logprobs: top === undefined ? undefined : { top },
  };
  const n = wire.n ?? 1;
  return {
    model: wire.model ?? undefined,
    choices: decodePrompts(wire.prompt).flatMap((prompt) => repeatRequest({ ...generation, prompt }, n)),
    choicesPerPrompt: n,
    delivery,
    ignored,
  };
}

function decodePrompts(wire: PromptWire): Prompt[] {
  if (typeof wire === 'string') return [{ type: 'text', text: wire }];
  if (isTokens(wire)) return [{ type: 'tokens', tokens: wire }];
  return wire.map((prompt) =>
    typeof prompt === 'string' ? { type: 'text', text: prompt } : { type: 'tokens', tokens: prompt },
  );
}

function isTokens(wire: string[] | number[] | number[][]): wire is number[] {
  return typeof wire[0] === 'number';
}

import {
  textOf,
  TuneloopError,
  type AssistantMessage,
  type Message,
  type PromptLogprobsEvent,
  type ToolDefinition,
} from '@tuneloop/protocol';
import type { EvaluatedModel } from './evaluated-model.ts';
import { evaluationOwner } from './evaluation-owner.ts';

/** How likely a model finds an answer that it is given. */
export interface Likelihood {
  /** Nats; the sum over the answer's tokens. */
  logprob: number;
  tokens: number;
}

export interface AnswerToMeasure {
  prompt: readonly Message[];
  answer: readonly Message[];
  tools?: readonly ToolDefinition[] | undefined;
}

/**
 * Teacher-forced: the model reads the prompt with the answer behind it, through the chat template that serving uses, and
 * the log-probabilities of the answer's own tokens are added up. Of an answer of several messages the last one counts;
 * reasoning and what closes the turn do not.
 *
 * Errors: those of `LoadedModel.generate`; `UNSUPPORTED` where the engine does not tell a prompt's log-probabilities,
 * and for an answer without text (`details.reason` is `no-text`).
 */
export async function answerLikelihood(
  { model, adapters = [] }: EvaluatedModel,
  { prompt, answer, tools }: AnswerToMeasure,
  signal?: AbortSignal,
): Promise<Likelihood> {
  const measured = finalAnswer(answer);
  const events = model.generate(
    {
      prompt: { type: 'messages', messages: [...prompt, ...answer.slice(0, -1), measured] },
      continueFinalMessage: true,
      maxTokens: 0,
      promptLogprobs: { top: 0 },
      adapters: [...adapters],
      owner: evaluationOwner,
      ...(tools && { tools: [...tools] }),
    },
    { signal },
  );
  let tokens: PromptLogprobsEvent['tokens'] | undefined;
  for await (const event of events) if (event.type === 'prompt-logprobs') tokens = event.tokens;
  if (tokens) return likelihoodOfEnd(tokens, measured.content);
  throw new TuneloopError(
    'UNSUPPORTED',
    `The engine "${model.info.engine}" does not tell how likely a prompt is. Evaluate with the llama.cpp engine.`,
  );
}

/** The last message with its text alone: calls would stand behind it, and are not measured. */
function finalAnswer(answer: readonly Message[]): AssistantMessage & { content: string } {
  const last = answer.at(-1);
  const content = last?.role === 'assistant' ? textOf(last.content) : '';
  if (last?.role === 'assistant' && content.trim() !== '') {
    return { role: 'assistant', content, ...(last.reasoning !== undefined && { reasoning: last.reasoning }) };
  }
  const message = 'The answer has no text whose likelihood can be told.';
  throw new TuneloopError('UNSUPPORTED', message, { details: { reason: 'no-text' } });
}

/**
 * Sums up the last tokens, as many as write the answer; one that the prompt's end shares with its beginning is among them.
 * Some templates leave out white space around what is said.
 */
function likelihoodOfEnd(tokens: PromptLogprobsEvent['tokens'], text: string): Likelihood {
  const written = Buffer.concat(tokens.map(({ bytes }) => Uint8Array.from(bytes))).toString();
  let left = Buffer.byteLength(written.endsWith(text) ? text : text.trim());
  const likelihood = { logprob: 0, tokens: 0 };
  for (const { bytes, logprob } of tokens.toReversed()) {
    if (left <= 0) break;
    left -= bytes.length;
    // The first token of all follows nothing.
    if (logprob === null) break;
    likelihood.logprob += logprob;
    likelihood.tokens += 1;
  }
  return likelihood;
}

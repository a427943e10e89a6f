import { textOf, TuneloopError, type PromptLogprobsEvent, type ToolDefinition } from '@tuneloop/protocol';
import type { Dialogue } from '@tuneloop/datasets';
import type { EvaluatedModel } from './evaluated-model.ts';
import { evaluationOwner } from './evaluation-owner.ts';

/** How likely a model finds an answer that it is given. */
export interface Likelihood {
  /** Nats; the sum over the answer's tokens. */
  logprob: number;
  tokens: number;
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
  { prompt, answer, tools }: { prompt: Dialogue; answer: Dialogue; tools?: readonly ToolDefinition[] | undefined },
  signal?: AbortSignal,
): Promise<Likelihood> {
  const text = lastText(answer);
  if (text.trim() === '')
    throw new TuneloopError('UNSUPPORTED', 'The answer has no text whose likelihood can be told.');
  const isText = typeof prompt === 'string' && typeof answer === 'string';
  const events = model.generate(
    {
      ...(isText
        ? { prompt: { type: 'text', text: prompt + answer } }
        : { prompt: { type: 'messages', messages: conversation(prompt, answer, text) }, continueFinalMessage: true }),
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
  if (tokens) return likelihoodOfEnd(tokens, text);
  throw new TuneloopError(
    'UNSUPPORTED',
    `The engine "${model.info.engine}" does not tell how likely a prompt is. Evaluate with the llama.cpp engine.`,
  );
}

/** Plain text beside messages is what the user, or the assistant, says. The last message's content becomes plain text. */
function conversation(prompt: Dialogue, answer: Dialogue, text: string): Exclude<Dialogue, string> {
  const before = typeof prompt === 'string' ? [{ role: 'user' as const, content: prompt }] : prompt;
  if (typeof answer === 'string') return [...before, { role: 'assistant', content: text }];
  return [...before, ...answer.slice(0, -1), { ...answer.at(-1), role: 'assistant', content: text }];
}

function lastText(answer: Dialogue): string {
  if (typeof answer === 'string') return answer;
  const last = answer.at(-1);
  return last?.role === 'assistant' ? textOf(last.content) : '';
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

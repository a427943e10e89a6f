import type { Interaction, InteractionToken, JudgedInteraction, Prompt } from '@tuneloop/protocol';
import { encodeMessage } from '../chat-completions/encode-message.ts';
import type { MessageWire } from '../chat-completions/message-wire.ts';
import { errorTable } from '../errors/error-table.ts';
import { encodeFinishReason, type FinishReasonWire } from '../generation/finish-reason.ts';
import { encodeTimings, encodeUsage, type TimingsWire, type UsageWire } from '../generation/usage-wire.ts';
import { encodeChoice, encodeRating, type ChoiceWire, type RatingWire } from './judgement-wire.ts';
import { secondsOf } from './seconds-of.ts';

/** A prompt in the field's shapes: what text was left out of, for privacy, is `null` as a whole. */
export type PromptWire =
  | { type: 'messages'; messages: MessageWire[] }
  | { type: 'text'; text: string }
  | { type: 'tokens'; tokens: number[] }
  | { type: 'infill'; prefix: string; suffix: string; files: { name: string; text: string }[] };

export interface FunctionToolWire {
  type: 'function';
  function: { name: string; description: string | null; parameters: unknown };
}

export interface RivalTokenWire {
  token: string;
  token_id: number;
  logprob: number;
}

/** `top` is what else was likely at its place, where the request asked for that. */
export interface TokenWire extends RivalTokenWire {
  top: RivalTokenWire[] | null;
}

/** One choice of one generation, with what was said of it. What is unknown or was left out is `null`. */
export interface InteractionWire {
  id: string;
  object: 'interaction';
  /** Of the completion that it belongs to. */
  request_id: string;
  step: number;
  choice: number;
  /** Seconds since 1970, with milliseconds. */
  created_at: number;
  conversation_id: string | null;
  turn: number | null;
  comparison_id: string | null;
  model: string;
  model_sha256: string | null;
  backend: string;
  adapters: { id: string; scale: number }[];
  prompt: PromptWire | null;
  tools: FunctionToolWire[] | null;
  /** What the model said, as a message. */
  message: MessageWire | null;
  /** As the log has them. */
  settings: Record<string, unknown>;
  finish_reason: FinishReasonWire | null;
  usage: UsageWire | null;
  timings: TimingsWire | null;
  tokens: TokenWire[] | null;
  owner: string | null;
  user: string | null;
  client: string | null;
  tags: string[];
  error: { code: string | null; message: string } | null;
  /** The oldest first. */
  ratings: RatingWire[];
  choices: ChoiceWire[];
}

export function encodeInteraction({ interaction, ratings, choices }: JudgedInteraction): InteractionWire {
  const { usage, timings, error, finishReason } = interaction;
  return {
    id: interaction.id,
    object: 'interaction',
    request_id: interaction.request,
    step: interaction.step,
    choice: interaction.choice,
    created_at: secondsOf(interaction.time),
    conversation_id: interaction.conversation ?? null,
    turn: interaction.turn ?? null,
    comparison_id: interaction.comparison ?? null,
    model: interaction.model,
    model_sha256: interaction.modelHash ?? null,
    backend: interaction.backend,
    adapters: interaction.adapters,
    prompt: encodePrompt(interaction.prompt),
    tools: interaction.tools?.map(encodeTool) ?? null,
    message: encodeOutput(interaction.output),
    settings: { ...interaction.settings },
    finish_reason: finishReason ? encodeFinishReason(finishReason) : null,
    usage: usage ? encodeUsage(usage) : null,
    timings: usage && timings ? encodeTimings(usage, timings) : null,
    tokens: interaction.tokens?.map(encodeToken) ?? null,
    owner: interaction.owner ?? null,
    user: interaction.user ?? null,
    client: interaction.client ?? null,
    tags: interaction.tags,
    error: error ? { code: errorTable[error.code].code, message: error.message } : null,
    ratings: ratings.map(encodeRating),
    choices: choices.map(encodeChoice),
  };
}

function encodeToken({ top, ...token }: InteractionToken): TokenWire {
  return { ...encodeRival(token), top: top?.map(encodeRival) ?? null };
}

function encodeRival({ token, tokenId, logprob }: Omit<InteractionToken, 'top'>): RivalTokenWire {
  return { token, token_id: tokenId, logprob };
}

/** What a model said, as OpenAI's API has it. */
export function encodeOutput(output: Interaction['output']): MessageWire | null {
  return output ? encodeMessage({ role: 'assistant', ...output }) : null;
}

/** What a model was given; `null` where the log has no texts. */
export function encodePrompt(prompt: Prompt | undefined): PromptWire | null {
  if (!prompt) return null;
  if (prompt.type === 'messages') return { type: prompt.type, messages: prompt.messages.map(encodeMessage) };
  return prompt.type === 'infill' ? { ...prompt, files: prompt.files ?? [] } : prompt;
}

function encodeTool({ name, description, parameters }: NonNullable<Interaction['tools']>[number]): FunctionToolWire {
  return { type: 'function', function: { name, description: description ?? null, parameters } };
}

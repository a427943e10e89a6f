import { z } from 'zod';
import { errorCodes, type SerializedError } from './errors.ts';
import type { GenerateRequest, Prompt } from './generate-request.ts';
import type { FinishReason, Timings, TokenLogprob, Usage } from './generation-event.ts';
import { messageSchema, toolCallSchema, type ToolCall } from './messages.ts';
import { toolDefinitionSchema, type ToolDefinition } from './tool.ts';

/** An adapter that a generation used. */
export interface InteractionAdapter {
  /** As the engine calls it: name and version in one. */
  id: string;
  scale: number;
}

/** What a model said. `content` is empty where there were only calls. */
export interface InteractionOutput {
  content: string;
  reasoning?: string | undefined;
  toolCalls?: ToolCall[] | undefined;
}

/** A token of an answer, and what else was likely at its place. */
export interface InteractionToken extends Pick<TokenLogprob, 'token' | 'tokenId' | 'logprob'> {
  /** Only where the request asked for them. */
  top?: Pick<TokenLogprob, 'token' | 'tokenId' | 'logprob'>[] | undefined;
}

/** How the output was asked for: those fields of the request that shape it. */
export type InteractionSettings = Pick<
  GenerateRequest,
  | 'sampling'
  | 'maxTokens'
  | 'stop'
  | 'outputFormat'
  | 'toolChoice'
  | 'parallelToolCalls'
  | 'reasoning'
  | 'templateVariables'
  | 'continueFinalMessage'
>;

/**
 * One choice of one generation: what a model was given and what came of it, well or not.
 *
 * Its text (`prompt`, `tools`, `output`, `tokens`, texts in `settings`) is left out where the privacy setting is
 * `metadata`. A log's reader must expect that.
 */
export interface Interaction {
  /**
   * The completion's own id, for the first choice of the last generation of its request; `ID.g{step}.c{choice}` for other
   * choices and for the earlier generations of a tool loop.
   */
  id: string;
  /** The completion's id, which all interactions of one request share. */
  request: string;
  /** Which generation of the request's tool loop, from 0. */
  step: number;
  /** Which of the request's choices, from 0. */
  choice: number;
  /** Of the request's arrival; ISO 8601, UTC. */
  time: string;
  /** Id of the stored conversation that it belongs to. */
  conversation?: string | undefined;
  /** Which exchange of that conversation, from 0: the user messages before its own. */
  turn?: number | undefined;
  /** Id of the comparison whose draft it is. */
  comparison?: string | undefined;
  /** As in `/v1/models`, without its adapters. */
  model: string;
  /** SHA-256 of the weights, where known. */
  modelHash?: string | undefined;
  /** `llama.cpp`, `onnx`, `remote`, … */
  backend: string;
  adapters: InteractionAdapter[];
  prompt?: Prompt | undefined;
  tools?: ToolDefinition[] | undefined;
  /** What there was of it when it failed or was left. */
  output?: InteractionOutput | undefined;
  settings: InteractionSettings;
  finishReason?: FinishReason | undefined;
  usage?: Usage | undefined;
  timings?: Timings | undefined;
  /** Only where token detail is recorded. */
  tokens?: InteractionToken[] | undefined;
  /** Id of the API key. */
  owner?: string | undefined;
  /** Whom the client says that it asks for (`user`, `safety_identifier`). */
  user?: string | undefined;
  /** What asked: the user agent's first words. */
  client?: string | undefined;
  /** Of the request's `metadata.tags` and of whoever embeds the server. */
  tags: string[];
  error?: SerializedError | undefined;
}

const number = z.number();
const count = z.number().int().min(0);

const promptSchema: z.ZodType<Prompt> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('messages'), messages: z.array(messageSchema) }),
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('tokens'), tokens: z.array(count) }),
  z.object({
    type: z.literal('infill'),
    prefix: z.string(),
    suffix: z.string(),
    files: z.array(z.object({ name: z.string(), text: z.string() })).optional(),
  }),
]);

const tokenShape = { token: z.string(), tokenId: count, logprob: number };

const errorSchema: z.ZodType<SerializedError> = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  details: z.record(z.string(), z.unknown()),
  retryable: z.boolean(),
});

/** Reads an interaction from a log or an import; fields that it does not know are kept. */
export const interactionSchema: z.ZodType<Interaction> = z.looseObject({
  id: z.string().min(1),
  request: z.string().min(1),
  step: count,
  choice: count,
  time: z.iso.datetime(),
  conversation: z.string().optional(),
  turn: count.optional(),
  comparison: z.string().optional(),
  model: z.string(),
  modelHash: z.string().optional(),
  backend: z.string(),
  adapters: z.array(z.object({ id: z.string(), scale: number })),
  prompt: promptSchema.optional(),
  tools: z.array(toolDefinitionSchema).optional(),
  output: z
    .object({ content: z.string(), reasoning: z.string().optional(), toolCalls: z.array(toolCallSchema).optional() })
    .optional(),
  settings: z.looseObject({}),
  finishReason: z.enum(['stop', 'length', 'tool-calls']).optional(),
  usage: z
    .object({
      promptTokens: count,
      cachedTokens: count,
      completionTokens: count,
      reasoningTokens: count,
      discardedTokens: z.exactOptional(count),
    })
    .optional(),
  timings: z
    .object({
      queueMs: number,
      prefillMs: number,
      timeToFirstTokenMs: number,
      decodeMs: number,
      totalMs: number,
      draftTokens: z.exactOptional(count),
      acceptedDraftTokens: z.exactOptional(count),
    })
    .optional(),
  tokens: z.array(z.object({ ...tokenShape, top: z.array(z.object(tokenShape)).optional() })).optional(),
  owner: z.string().optional(),
  user: z.string().optional(),
  client: z.string().optional(),
  tags: z.array(z.string()),
  error: errorSchema.optional(),
});

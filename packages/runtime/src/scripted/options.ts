import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import type { ScriptedReply } from './script.ts';

export interface ScriptedEngineOptions {
  /**
   * What generations give: one reply for all, or a list of which each takes the next and the last one stays. Left out,
   * the engine repeats what it was told, gives the shortest valid JSON where JSON is asked for, and the shortest valid
   * arguments where a tool call is demanded. A reply is given as it is, whatever was asked for.
   */
  replies?: ScriptedReply | readonly ScriptedReply[] | undefined;
  /** Left out, tokens come as fast as they are read. */
  tokensPerSecond?: number | undefined;
  /** Time before the first token. */
  prefillMs?: number | undefined;
  /** Requests at the same time. Default 4. */
  slots?: number | undefined;
  /** Requests that may wait. Default 64. */
  queueLimit?: number | undefined;
  /** How long a request may wait, in ms; left out, for ever. */
  queueWaitMs?: number | undefined;
  /** Tokens of one request, prompt and output together. Default 4096. */
  contextSize?: number | undefined;
  /** Length of embeddings. Default 64. */
  embeddingDimension?: number | undefined;
  /** Whether messages may hold images, which it takes for a token each. Default `false`. */
  images?: boolean | undefined;
  /** Whether outputs go on in a full context where requests do not say otherwise. Default `false`. */
  contextShift?: boolean | undefined;
}

/** The options with their defaults. */
export interface ScriptedSettings {
  replies: readonly ScriptedReply[] | undefined;
  tokensPerSecond: number | undefined;
  prefillMs: number;
  slots: number;
  queueLimit: number;
  queueWaitMs?: number | undefined;
  contextSize: number;
  embeddingDimension: number;
  images: boolean;
  contextShift: boolean;
}

const stepSchema = z.union([
  z.strictObject({ text: z.string() }),
  z.strictObject({ reasoning: z.string() }),
  z.strictObject({ toolCall: z.object({ name: z.string(), arguments: z.unknown(), id: z.string().optional() }) }),
  z.strictObject({ delayMs: z.number().min(0) }),
  z.strictObject({ error: z.instanceof(Error) }),
]);

const replySchema = z.union([
  z.string(),
  z.strictObject({ steps: z.array(stepSchema) }),
  z.custom<(...parameters: never[]) => unknown>((value) => typeof value === 'function', 'must be a function'),
]);

const optionsSchema = z.strictObject({
  replies: z.union([replySchema, z.array(replySchema).min(1)]).optional(),
  tokensPerSecond: z.number().positive().optional(),
  prefillMs: z.number().min(0).default(0),
  slots: z.number().int().min(1).default(4),
  queueLimit: z.number().int().min(0).default(64),
  queueWaitMs: z.number().int().min(1).max(2_147_483_647).optional(),
  contextSize: z.number().int().min(1).default(4096),
  embeddingDimension: z.number().int().min(1).default(64),
  images: z.boolean().default(false),
  contextShift: z.boolean().default(false),
});

export function parseScriptedOptions(options: ScriptedEngineOptions): ScriptedSettings {
  const result = optionsSchema.safeParse(options);
  if (!result.success) {
    const [issue] = result.error.issues;
    const message = `Scripted engine option ${issue?.path.join('.')}: ${issue?.message}`;
    throw new TuneloopError('INVALID_REQUEST', message, { details: { issues: result.error.issues } });
  }
  const { replies } = options;
  return {
    ...result.data,
    tokensPerSecond: result.data.tokensPerSecond,
    replies: replies === undefined || isList(replies) ? replies : [replies],
  };
}

function isList(replies: ScriptedReply | readonly ScriptedReply[]): replies is readonly ScriptedReply[] {
  return Array.isArray(replies);
}

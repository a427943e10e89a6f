import {
  generateRequestSchema,
  messageSchema,
  toolCallSchema,
  TuneloopError,
  type GenerateRequest,
  type Message,
  type Timings,
  type ToolCall,
  type ToolEffects,
  type ToolResult,
  type Usage,
} from '@tuneloop/protocol';
import { z } from 'zod';

/** A call that waits for a human. */
export interface PendingCall {
  /** Of the call; decisions are given by it. */
  id: string;
  name: string;
  /** As the model wrote them; what is approved is exactly this. */
  arguments: string;
  /** Which rule of the policy asks. */
  reason: string;
  /** What running it may do, where that is known. */
  effects?: ToolEffects | undefined;
}

/** A turn that waits for people, as plain data: it survives JSON, and so a restart. */
export interface PausedTurn {
  id: string;
  /** ISO 8601, UTC. */
  pausedAt: string;
  /** As the turn began. */
  request: GenerateRequest;
  /** What the turn has added so far. The last one is the assistant's, whose calls are being answered. */
  messages: Message[];
  /** Those of the last message's calls that have run already, by the call's id. */
  results: Record<string, ToolResult>;
  pending: PendingCall[];
  /** Iterations used, the one that is paused included. */
  iterations: number;
  usage: Usage;
  timings: Timings;
}

const count = z.number().int().min(0);
const milliseconds = z.number().min(0);

const effectsSchema: z.ZodType<ToolEffects> = z.object({
  reads: z.boolean(),
  writes: z.boolean(),
  network: z.boolean(),
  destructive: z.boolean(),
  idempotent: z.boolean(),
});

const pendingCallSchema = toolCallSchema.and(z.object({ reason: z.string(), effects: effectsSchema.optional() }));

const resultSchema: z.ZodType<ToolResult> = z.union([
  z.object({ status: z.literal('error'), error: z.string() }),
  z.looseObject({ status: z.literal('success') }),
]);

const pausedTurnSchema: z.ZodType<PausedTurn> = z.object({
  id: z.string(),
  pausedAt: z.string(),
  request: generateRequestSchema,
  messages: z.array(messageSchema),
  results: z.record(z.string(), resultSchema),
  pending: z.array(pendingCallSchema).min(1),
  iterations: count,
  usage: z.object({
    promptTokens: count,
    cachedTokens: count,
    completionTokens: count,
    reasoningTokens: count,
    discardedTokens: count.optional(),
  }) as z.ZodType<Usage>,
  timings: z.object({
    queueMs: milliseconds,
    prefillMs: milliseconds,
    timeToFirstTokenMs: milliseconds,
    decodeMs: milliseconds,
    totalMs: milliseconds,
    draftTokens: count.optional(),
    acceptedDraftTokens: count.optional(),
  }) as z.ZodType<Timings>,
});

/** A paused turn that was kept as JSON. Errors: `INVALID_REQUEST`, when it is none. */
export function parsePausedTurn(state: unknown): PausedTurn {
  const parsed = pausedTurnSchema.safeParse(state);
  if (parsed.success && callsOf(parsed.data).length > 0) return parsed.data;
  throw new TuneloopError(
    'INVALID_REQUEST',
    'This is no paused turn, or one of another version: ask the model again.',
    {
      cause: parsed.error,
    },
  );
}

/** The calls that a paused turn is answering. */
export function callsOf({ messages }: Pick<PausedTurn, 'messages'>): ToolCall[] {
  const last = messages.at(-1);
  return last?.role === 'assistant' ? (last.toolCalls ?? []) : [];
}

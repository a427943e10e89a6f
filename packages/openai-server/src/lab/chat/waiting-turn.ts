import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import type { ApprovalDecision } from '../../tool-loop/options.ts';
import { parsePausedTurn, type PausedTurn } from '../../tool-loop/paused-turn.ts';

/** A turn of a stored conversation that waits for people, as it is kept. */
export interface WaitingTurn {
  paused: PausedTurn;
  /** Of the turn's messages, so many are in the conversation already. */
  saved: number;
  toolsUsed: string[];
  /** Id of the completion that it belongs to. */
  completion?: string | undefined;
  /** As the request named it. */
  model?: string | undefined;
  /** The conversation's last message then: a turn goes on where it stopped, or not at all. */
  head?: string | undefined;
  /** Ids that the messages are to have which are not in the conversation yet. */
  messageIds?: string[] | undefined;
  /** What was decided already, where not all calls were decided on at once. */
  decided?: Record<string, ApprovalDecision> | undefined;
}

const waitingSchema = z.object({
  paused: z.unknown(),
  saved: z.number().int().min(0),
  toolsUsed: z.array(z.string()),
  completion: z.string().optional(),
  model: z.string().optional(),
  head: z.string().optional(),
  messageIds: z.array(z.string()).optional(),
  decided: z
    .record(z.string(), z.union([z.enum(['approve', 'refuse']), z.strictObject({ refuse: z.string() })]))
    .optional(),
});

/** Errors: `INVALID_REQUEST`, when it is of another version. */
export function parseWaitingTurn(state: unknown): WaitingTurn {
  const parsed = waitingSchema.safeParse(state);
  if (parsed.success) return { ...parsed.data, paused: parsePausedTurn(parsed.data.paused) };
  throw new TuneloopError('INVALID_REQUEST', 'This turn was kept by another version: ask again.', {
    cause: parsed.error,
  });
}

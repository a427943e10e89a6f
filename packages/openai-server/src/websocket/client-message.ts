import { z } from 'zod';
import { requestProblem } from '../errors/request-problem.ts';
import { isDeeperThan } from '../http/json-depth.ts';
import { validateWire } from '../parameters/validate-wire.ts';

/** What a client may send, one JSON object each text message. */
export type ClientMessage =
  /** The first message of a client that could not send the `Authorization` header, as browsers cannot. */
  | { type: 'authenticate'; key: string }
  /** `request` is the body of a chat completion; `id` is the client's and names what comes back. */
  | { type: 'generate'; id: string; request: Record<string, unknown> }
  | { type: 'cancel'; id: string }
  | { type: 'subscribe'; job: string; after?: number | undefined }
  | { type: 'unsubscribe'; job: string };

const name = z.string().min(1).max(128);

const messageSchema: z.ZodType<ClientMessage> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('authenticate'), key: z.string().min(1).max(512) }),
  z.strictObject({ type: z.literal('generate'), id: name, request: z.record(z.string(), z.unknown()) }),
  z.strictObject({ type: z.literal('cancel'), id: name }),
  z.strictObject({ type: z.literal('subscribe'), job: name, after: z.int().min(0).optional() }),
  z.strictObject({ type: z.literal('unsubscribe'), job: name }),
]);

/** What a message is about, for the answer, also when the rest of it is wrong. */
export interface Subject {
  id?: string;
  job?: string;
}

export function subjectOf(message: unknown): Subject {
  const { id, job } = (typeof message === 'object' && message !== null ? message : {}) as Record<string, unknown>;
  return {
    ...(name.safeParse(id).success && { id: id as string }),
    ...(name.safeParse(job).success && { job: job as string }),
  };
}

/** Errors: `INVALID_REQUEST` (`invalid_json`). */
export function parseMessage(text: string, jsonDepth: number): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw requestProblem('invalid_json', 'The message is not valid JSON.');
  }
  if (isDeeperThan(value, jsonDepth)) {
    throw requestProblem('invalid_json', `The message nests deeper than ${jsonDepth} levels.`);
  }
  return value;
}

/** Errors: `INVALID_REQUEST` naming the first mistake. */
export function validateMessage(message: unknown): ClientMessage {
  return validateWire(messageSchema, message);
}

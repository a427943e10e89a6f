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
  /** To the events of a job, or to a topic. */
  | { type: 'subscribe'; job?: string | undefined; after?: number | undefined; topic?: string | undefined }
  | { type: 'unsubscribe'; job?: string | undefined; topic?: string | undefined };

const name = z.string().min(1).max(128);

const messageSchema: z.ZodType<ClientMessage> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('authenticate'), key: z.string().min(1).max(512) }),
  z.strictObject({ type: z.literal('generate'), id: name, request: z.record(z.string(), z.unknown()) }),
  z.strictObject({ type: z.literal('cancel'), id: name }),
  z.strictObject({
    type: z.literal('subscribe'),
    job: name.optional(),
    after: z.int().min(0).optional(),
    topic: name.optional(),
  }),
  z.strictObject({ type: z.literal('unsubscribe'), job: name.optional(), topic: name.optional() }),
]);

/** What a message is about, for the answer, also when the rest of it is wrong. */
export interface Subject {
  id?: string;
  job?: string;
  topic?: string;
}

export function subjectOf(message: unknown): Subject {
  const { id, job, topic } = (typeof message === 'object' && message !== null ? message : {}) as Record<
    string,
    unknown
  >;
  return {
    ...(name.safeParse(id).success && { id: id as string }),
    ...(name.safeParse(job).success && { job: job as string }),
    ...(name.safeParse(topic).success && { topic: topic as string }),
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

/** What is subscribed to. Errors: `INVALID_REQUEST` unless it is one thing. */
export function subscriptionOf({
  job,
  topic,
}: Pick<ClientMessage & { type: 'unsubscribe' }, 'job' | 'topic'>): { job: string } | { topic: string } {
  if (job !== undefined && topic === undefined) return { job };
  if (topic !== undefined && job === undefined) return { topic };
  throw requestProblem('invalid_value', 'Name either a "job" or a "topic".', 'job');
}

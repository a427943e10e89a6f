import { TuneloopError, type EventSink } from '@tuneloop/protocol';
import { z } from 'zod';
import type { Authenticator } from '../auth/authenticator.ts';
import type { HostGuardOptions, HostRules } from '../auth/host-rules.ts';
import type { Logger } from '../http/logger.ts';
import type { JobOptions } from '../jobs/job-options.ts';
import type { ModelProvider } from '../models/model-provider.ts';
import { countTokens } from '../rate-limits/count-tokens.ts';
import { requireModelName } from '../models/require-model-name.ts';
import type { ChangingOptionsSource } from '../router/changing-options.ts';
import type { EventTopic } from './event-topic.ts';

export interface WebSocketLimits {
  /** Largest message of a client, in bytes; a larger one closes the connection (1009). Default 4 MiB. */
  messageBytes?: number | undefined;
  /** Deepest nesting of a message's JSON. Default 128. */
  jsonDepth?: number | undefined;
  /** What may wait for a slow reader before what makes it is held up, in bytes. Default 256 KiB. */
  bufferedBytes?: number | undefined;
  /** A reader that takes nothing for so long is cut off, in ms. Default 120 000. */
  stalledReaderMs?: number | undefined;
  /** Generations, and subscriptions, of one connection at a time. Default 32. */
  requests?: number | undefined;
  /** Connections at a time. Default 256. */
  connections?: number | undefined;
  /** Connections at a time that have not sent a key yet. Default 16. */
  unauthenticated?: number | undefined;
  /** How long a connection may take to send its key, in ms. Default 10 000. */
  authenticationMs?: number | undefined;
}

export interface WebSocketOptions {
  models: ModelProvider;
  /** Left out: everybody may connect, which only suits a server on the loopback interface. */
  authenticate?: Authenticator | undefined;
  /** Whether no key is needed now, in spite of `authenticate`. */
  isOpen?: (() => boolean | Promise<boolean>) | undefined;
  /** Which Host and Origin headers are ours; the defaults of `createHostGuard`. A function is asked at each connection. */
  hosts?: HostGuardOptions | (() => HostRules) | undefined;
  /** What `subscribe` follows; left out, there are no jobs. */
  jobs?: JobOptions | undefined;
  /** What else `subscribe` follows, by name. */
  topics?: Readonly<Record<string, EventTopic>> | undefined;
  eventSinks?: readonly EventSink[] | undefined;
  /** Runs each generation; for those who want to know, in logs and traces, what belongs to it. */
  aroundGeneration?:
    | ((generation: { owner: string | undefined }, work: () => Promise<void>) => Promise<void>)
    | undefined;
  /** As the router's. */
  recordTokens?: boolean | undefined;
  /** `true` refuses generations that leave `model` out; otherwise they get the default model. */
  requireModel?: boolean | undefined;
  /** How long a generation may take, waiting included, as it is now, in ms; left out, as long as it takes. */
  deadlineMs?: (() => number | undefined) | undefined;
  /** Default `/v1/ws`. */
  path?: string | undefined;
  /** Between pings; a connection that does not answer one before the next is cut off, in ms. Default 30 000. */
  pingMs?: number | undefined;
  limits?: WebSocketLimits | undefined;
  /** As the router's; `limits.bodyBytes` is of messages here. */
  changing?: ChangingOptionsSource | undefined;
  logger?: Logger | undefined;
}

/** The options with every default filled in. */
export interface WebSocketSettings extends Omit<
  WebSocketOptions,
  'eventSinks' | 'recordTokens' | 'requireModel' | 'path' | 'pingMs' | 'limits' | 'changing'
> {
  eventSinks: readonly EventSink[];
  readonly recordTokens: boolean;
  logger: Logger | undefined;
  path: string;
  pingMs: number;
  limits: { [K in keyof WebSocketLimits]-?: number };
}

const milliseconds = z.int().min(1).max(2_147_483_647);
const count = z.int().min(1);

const plainSchema = z.object({
  requireModel: z.boolean().default(false),
  recordTokens: z.boolean().default(false),
  path: z.string().startsWith('/').default('/v1/ws'),
  pingMs: milliseconds.default(30_000),
  limits: z
    .strictObject({
      messageBytes: count.default(4 * 1024 * 1024),
      jsonDepth: count.max(10_000).default(128),
      bufferedBytes: count.default(256 * 1024),
      stalledReaderMs: milliseconds.default(120_000),
      requests: count.default(32),
      connections: count.default(256),
      unauthenticated: count.default(16),
      authenticationMs: milliseconds.default(10_000),
    })
    .prefault({}),
});

/** @throws INVALID_REQUEST naming every wrong option. */
export function resolveWebSocketOptions(options: WebSocketOptions): WebSocketSettings {
  const parsed = plainSchema.safeParse(options);
  if (!parsed.success) {
    throw new TuneloopError('INVALID_REQUEST', `attachWebSocket: ${z.prettifyError(parsed.error)}`);
  }
  const { requireModel, recordTokens, limits, ...plain } = parsed.data;
  const { changing, ...fixed } = options;
  return {
    ...fixed,
    ...plain,
    limits: {
      ...limits,
      get messageBytes() {
        return changing?.().limits?.bodyBytes ?? limits.messageBytes;
      },
      get stalledReaderMs() {
        return changing?.().limits?.stalledReaderMs ?? limits.stalledReaderMs;
      },
    },
    get recordTokens() {
      return changing?.().recordTokens ?? recordTokens;
    },
    models: requireModelName(
      countTokens(options.models, options.authenticate),
      () => changing?.().requireModel ?? requireModel,
    ),
    eventSinks: options.eventSinks ?? [],
    logger: options.logger,
  };
}

import type { z } from 'zod';
import type { SettingDefinition } from './setting-definition.ts';
import { day, minute, second, size, whole } from './value-schemas.ts';

/** What a server takes upon itself at a time. */
export interface ServerLimits {
  /** Connections at a time. */
  maxConnections: number;
  /** Requests for models at a time, waiting or running, of all models together. */
  maxRequests: number;
  /** Bodies of requests that are held at a time. */
  maxBodiesBytes: number;
  /** With less memory free no request for a model is taken; 0: whatever is free. */
  minFreeMemoryBytes: number;
  /** How long a request for a model may take, waiting included; left out: as long as it takes. */
  deadlineMs?: number | undefined;
  /** How long a model may give nothing while somebody waits, before the server is not ready any more. */
  stuckAfterMs: number;
  /** How long requests are still taken after the server was told to stop and is not ready any more. */
  drainDelayMs: number;
  /** A request's body of which nothing comes for so long is given up. */
  bodyIdleMs: number;
  /** A client that takes nothing of its answer for so long is cut off. */
  stalledReaderMs: number;
}

const mebibyte = 1024 ** 2;

export const serverLimitsDefaults: ServerLimits = {
  maxConnections: 4096,
  maxRequests: 1024,
  maxBodiesBytes: 256 * mebibyte,
  minFreeMemoryBytes: 64 * mebibyte,
  stuckAfterMs: 3 * minute,
  drainDelayMs: 0,
  bodyIdleMs: 30 * second,
  stalledReaderMs: 2 * minute,
};

export const serverLimitsShape: { [K in keyof ServerLimits]-?: z.ZodType<ServerLimits[K]> } = {
  maxConnections: whole(1, 1_000_000),
  maxRequests: whole(1, 1_000_000),
  maxBodiesBytes: size(mebibyte, '1 MiB'),
  minFreeMemoryBytes: size(0, '0'),
  deadlineMs: whole(1, day),
  stuckAfterMs: whole(second, day),
  drainDelayMs: whole(0, 10 * minute),
  bodyIdleMs: whole(100, 60 * minute),
  stalledReaderMs: whole(100, 60 * minute),
};

export const serverLimitsSettings: readonly SettingDefinition[] = [
  {
    path: 'server.maxConnections',
    kind: 'whole number',
    environment: 'TUNELOOP_MAX_CONNECTIONS',
    flag: 'max-connections',
    summary: 'connections at a time; on more, requests get 503',
    live: true,
  },
  {
    path: 'server.maxRequests',
    kind: 'whole number',
    environment: 'TUNELOOP_MAX_REQUESTS',
    flag: 'max-requests',
    summary: 'requests for models at a time, waiting or running, of all models together; more get 503',
    live: true,
  },
  {
    path: 'server.maxBodiesBytes',
    kind: 'size',
    environment: 'TUNELOOP_MAX_BODIES',
    flag: 'max-bodies',
    summary: 'request bodies that are held at a time, all together, such as 1GB; more get 503',
    live: true,
  },
  {
    path: 'server.minFreeMemoryBytes',
    kind: 'size',
    environment: 'TUNELOOP_MIN_FREE_MEMORY',
    flag: 'min-free-memory',
    summary: 'with less memory free on the machine or in its container, requests for models get 503; 0: never',
    live: true,
  },
  {
    path: 'server.deadlineMs',
    kind: 'whole number',
    environment: 'TUNELOOP_DEADLINE_MS',
    flag: 'deadline-ms',
    summary:
      'how long a request for a model may take, waiting included, before it gets 504; by default as long as it takes',
    live: true,
  },
  {
    path: 'server.stuckAfterMs',
    kind: 'whole number',
    environment: 'TUNELOOP_STUCK_AFTER_MS',
    flag: 'stuck-after-ms',
    summary: 'how long a model may give nothing while requests wait for it, before /health/ready says 503',
    live: true,
  },
  {
    path: 'server.drainDelayMs',
    kind: 'whole number',
    environment: 'TUNELOOP_DRAIN_DELAY_MS',
    flag: 'drain-delay-ms',
    summary:
      'how long requests are still taken after the server was told to stop, while /health/ready says 503 already',
    live: true,
  },
  {
    path: 'server.bodyIdleMs',
    kind: 'whole number',
    environment: 'TUNELOOP_BODY_IDLE_MS',
    flag: 'body-idle-ms',
    summary: "how long nothing of a request's body may come before it gets 408",
    live: true,
  },
  {
    path: 'server.stalledReaderMs',
    kind: 'whole number',
    environment: 'TUNELOOP_STALLED_READER_MS',
    flag: 'stalled-reader-ms',
    summary: 'how long a client may take nothing of its answer before it is cut off',
    live: true,
  },
];

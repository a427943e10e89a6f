import { TuneloopError, type ModelCapabilities } from '@tuneloop/protocol';
import { z } from 'zod';
import { parseUpstreamUrl } from './http/upstream-address.ts';

/** Programs that answer OpenAI's API, by what they add to it; `openai` is one of which nothing more is known. */
export type UpstreamKind = 'tuneloop' | 'llama.cpp' | 'vllm' | 'sglang' | 'ollama' | 'lm-studio' | 'openai';

/** One server. */
export interface UpstreamOptions {
  /** With or without `/v1` at its end; no user, password, query or fragment. */
  url: string;
  /** Sent as a Bearer token; never part of an error or a log line. */
  apiKey?: string | undefined;
  /** What this server calls the model; by default the name under which it is loaded. */
  model?: string | undefined;
  /** By default found out when the model is loaded. */
  kind?: UpstreamKind | undefined;
  /** Requests at the same time. By default what the server says of itself, or else 32. */
  maxConcurrent?: number | undefined;
  /** Its share of the conversations, compared with the others'. Default 1. */
  weight?: number | undefined;
}

/** An upstream went out of service, or came back. */
export interface UpstreamChange {
  /** Origin and path of the upstream's API. */
  upstream: string;
  healthy: boolean;
  /** Why it went. */
  reason?: string | undefined;
}

export interface RemoteEngineOptions {
  upstreams: UpstreamOptions[];
  /** Requests that may wait here. Default 64. */
  queueLimit?: number | undefined;
  /** How long a request may wait, in ms; left out, for ever. */
  queueWaitMs?: number | undefined;
  /** Tokens of prompt and output together, where no upstream says. Default 32,768. */
  contextSize?: number | undefined;
  /** Replaces what was found out, for a server that keeps it to itself. */
  capabilities?: Partial<ModelCapabilities> | undefined;
  /** Default 10 s. */
  connectTimeoutMs?: number | undefined;
  /** Until an answer begins, so that it covers the upstream's queue and prefill. Default 10 min. */
  headersTimeoutMs?: number | undefined;
  /** Between two pieces of an answer. Default 2 min. */
  idleTimeoutMs?: number | undefined;
  /** Between two looks at an upstream that is well. Default 30 s. */
  healthCheckMs?: number | undefined;
  /** Asked before each request for headers to add, such as those of a trace. */
  headers?: (() => Readonly<Record<string, string>>) | undefined;
  onUpstreamChange?: ((change: UpstreamChange) => void) | undefined;
}

/** The options with their defaults. */
export interface RemoteSettings extends RemoteEngineOptions {
  queueLimit: number;
  connectTimeoutMs: number;
  headersTimeoutMs: number;
  idleTimeoutMs: number;
  healthCheckMs: number;
}

const milliseconds = z.number().int().min(1).max(86_400_000);
const count = z.number().int().min(1);

const upstreamSchema = z.strictObject({
  url: z.string().superRefine((url, context) => {
    try {
      parseUpstreamUrl(url);
    } catch (error) {
      context.addIssue({ code: 'custom', message: TuneloopError.from(error).message });
    }
  }),
  apiKey: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'must be printable characters without spaces')
    .optional(),
  model: z.string().min(1).optional(),
  kind: z.enum(['tuneloop', 'llama.cpp', 'vllm', 'sglang', 'ollama', 'lm-studio', 'openai']).optional(),
  maxConcurrent: count.max(10_000).optional(),
  weight: z.number().positive().max(1000).optional(),
});

const optionsSchema = z.strictObject({
  upstreams: z.array(upstreamSchema).min(1, 'must name at least one server'),
  queueLimit: z.number().int().min(0).default(64),
  queueWaitMs: milliseconds.optional(),
  contextSize: count.optional(),
  capabilities: z.record(z.string(), z.boolean()).optional(),
  connectTimeoutMs: milliseconds.default(10_000),
  headersTimeoutMs: milliseconds.default(600_000),
  idleTimeoutMs: milliseconds.default(120_000),
  healthCheckMs: milliseconds.default(30_000),
  headers: z.custom((value) => typeof value === 'function', 'must be a function').optional(),
  onUpstreamChange: z.custom((value) => typeof value === 'function', 'must be a function').optional(),
});

/** Errors: `INVALID_REQUEST` naming the option; keys are never quoted. */
export function parseRemoteOptions(options: RemoteEngineOptions): RemoteSettings {
  const result = optionsSchema.safeParse(options);
  if (result.success) return { ...options, ...(result.data as RemoteSettings) };
  const [issue] = result.error.issues;
  throw new TuneloopError('INVALID_REQUEST', `Remote engine option ${issue?.path.join('.')}: ${issue?.message}`);
}

import type { SamplingSettings } from '@tuneloop/protocol';
import { z } from 'zod';
import { requestProblem } from '../../errors/request-problem.ts';
import { validateWire } from '../../parameters/validate-wire.ts';
import { optional, type WireShape } from '../../parameters/wire-shape.ts';
import { decodeStreamModes, type StreamMode } from './stream-mode.ts';
import type { MultitaskStrategy } from './thread-run.ts';

type JsonRecord = Record<string, unknown>;

/** The body of a request for a run. */
export interface RunBodyWire {
  assistant_id?: string | null | undefined;
  input?: unknown;
  command?: { resume?: unknown; update?: unknown; goto?: unknown } | null | undefined;
  config?: { configurable?: JsonRecord | null | undefined } | null | undefined;
  context?: JsonRecord | null | undefined;
  metadata?: JsonRecord | null | undefined;
  stream_mode?: unknown;
  checkpoint?: { checkpoint_id?: string | null | undefined } | null | undefined;
  checkpoint_id?: string | null | undefined;
  multitask_strategy?: MultitaskStrategy | null | undefined;
  on_disconnect?: 'cancel' | 'continue' | null | undefined;
  on_completion?: 'delete' | 'keep' | 'complete' | 'continue' | null | undefined;
  if_not_exists?: 'create' | 'reject' | null | undefined;
  interrupt_before?: unknown;
  interrupt_after?: unknown;
  after_seconds?: number | null | undefined;
  webhook?: string | null | undefined;
}

const record = z.record(z.string(), z.unknown());

/** As far as it asks for nothing. */
const notSupported = z
  .unknown()
  .optional()
  .meta({ description: 'Not supported.', type: ['array', 'string', 'null'], maxItems: 0, maxLength: 0 });

/** What JSON Schema says of a state that a client sends; `messagesOf` reads it. */
export const stateInputMeta = { type: ['object', 'array', 'string', 'null'] } as const;

const bodyShape: WireShape<RunBodyWire> = {
  assistant_id: optional(z.string(), '`agent`, the id of an assistant, or the name of a model.'),
  input: z
    .unknown()
    .optional()
    .meta({
      ...stateInputMeta,
      description: 'A state such as `{"messages": […]}`; nothing to go on from a checkpoint as it is.',
    }),
  command: optional(
    z.looseObject({
      resume: z.unknown().optional(),
      update: z.unknown().optional().meta(stateInputMeta),
      goto: z.unknown().optional(),
    }),
    '`resume` decides on what waits.',
  ),
  config: optional(z.looseObject({ configurable: optional(record) }), '`configurable` has the settings of the run.'),
  context: optional(record, 'As `config.configurable`.'),
  metadata: optional(record),
  stream_mode: z.unknown().optional().describe('One of the modes, or a list of them.'),
  checkpoint: optional(z.looseObject({ checkpoint_id: optional(z.string()) }), 'Go on from here, in a new branch.'),
  checkpoint_id: optional(z.string()),
  multitask_strategy: optional(z.enum(['reject', 'interrupt', 'rollback', 'enqueue']), 'Default enqueue.'),
  on_disconnect: optional(z.enum(['cancel', 'continue']), 'Default continue.'),
  on_completion: optional(z.enum(['delete', 'keep', 'complete', 'continue']), 'Of a run without a thread.'),
  if_not_exists: optional(z.enum(['create', 'reject']), 'Default reject.'),
  interrupt_before: notSupported,
  interrupt_after: notSupported,
  after_seconds: optional(z.number().meta({ maximum: 0 }), 'Not supported.'),
  webhook: optional(z.string().meta({ maxLength: 0 }), 'Not supported.'),
};

/** What this server has no use for is let through, and has no effect. */
export const runBodySchema: z.ZodType<RunBodyWire> = z.looseObject(bodyShape);

/** What `config.configurable` and `context` may set; anything else there is the client's own. */
export interface RunSettingsWire {
  model?: string | null | undefined;
  system_prompt?: string | null | undefined;
  enable_tools?: boolean | null | undefined;
  temperature?: number | null | undefined;
  max_tokens?: number | null | undefined;
  top_p?: number | null | undefined;
  top_k?: number | null | undefined;
  repeat_penalty?: number | null | undefined;
  seed?: number | null | undefined;
}

const settingsShape: WireShape<RunSettingsWire> = {
  model: optional(z.string(), 'Any name of `/v1/models`; by default the assistant’s.'),
  system_prompt: optional(z.string().max(1_000_000), 'Kept with the thread.'),
  enable_tools: optional(z.boolean(), 'Default true.'),
  temperature: optional(z.number().min(0).max(100)),
  max_tokens: optional(z.int().min(1).max(2_147_483_647)),
  top_p: optional(z.number().min(0).max(1)),
  top_k: optional(z.int().min(0).max(2_147_483_647)),
  repeat_penalty: optional(z.number().min(0.01).max(100)),
  seed: optional(z.int().min(0).max(0xffff_ffff)),
};

export const runSettingsSchema: z.ZodType<RunSettingsWire> = z.object(settingsShape);

/** A request for a run, read. */
export interface RunRequest {
  assistant: string;
  /** Of the state: what `input` or `command.update` adds. */
  messages: unknown;
  /** Left out: nothing is decided. */
  resume: unknown;
  /** `command.goto: "__end__"`: what waits is given up. */
  givesUp: boolean;
  checkpoint: string | undefined;
  modes: ReadonlySet<StreamMode>;
  metadata: Record<string, unknown>;
  multitask: MultitaskStrategy;
  cancelOnDisconnect: boolean;
  keepThread: boolean;
  createThread: boolean;
  settings: RunSettings;
}

export interface RunSettings {
  model: string | undefined;
  system: string | undefined;
  enableTools: boolean;
  sampling: SamplingSettings;
  maxTokens: number;
}

/** Errors: `INVALID_REQUEST` naming the parameter; also for what this server does not have. */
export function decodeRunRequest(body: unknown): RunRequest {
  const wire = validateWire(runBodySchema, body);
  const { command } = wire;
  refuse('interrupt_before', isGiven(wire.interrupt_before));
  refuse('interrupt_after', isGiven(wire.interrupt_after));
  refuse('after_seconds', (wire.after_seconds ?? 0) > 0);
  refuse('webhook', (wire.webhook ?? '') !== '');
  const configurable = { ...wire.config?.configurable, ...wire.context };
  const configured = configurable['checkpoint_id'];
  return {
    assistant: wire.assistant_id ?? 'agent',
    messages: messagesOf(command?.update ?? wire.input, command?.update ? 'command.update' : 'input'),
    resume: command?.resume ?? undefined,
    givesUp: readGoto(command?.goto),
    checkpoint:
      wire.checkpoint?.checkpoint_id ??
      wire.checkpoint_id ??
      (typeof configured === 'string' && configured !== '' ? configured : undefined),
    modes: decodeStreamModes(wire.stream_mode, ['values']),
    metadata: wire.metadata ?? {},
    multitask: wire.multitask_strategy ?? 'enqueue',
    cancelOnDisconnect: wire.on_disconnect === 'cancel',
    keepThread: wire.on_completion === 'keep',
    createThread: wire.if_not_exists === 'create',
    settings: decodeSettings(configurable),
  };
}

/** The messages of a state that a client sends: `{messages}`, or the messages themselves. */
export function messagesOf(value: unknown, path: string): unknown {
  if (value === undefined || value === null) return [];
  if (typeof value === 'string' || Array.isArray(value)) return value;
  if (typeof value === 'object') return 'messages' in value ? value.messages : [];
  throw requestProblem('invalid_type', `${path}: must be a state such as {"messages": […]}.`, path);
}

function decodeSettings(configurable: Record<string, unknown>): RunSettings {
  const wire = validateWire(runSettingsSchema, configurable, ['config', 'configurable']);
  return {
    model: wire.model ?? undefined,
    system: wire.system_prompt ?? undefined,
    enableTools: wire.enable_tools ?? true,
    sampling: {
      temperature: wire.temperature ?? 0.7,
      topP: wire.top_p ?? 0.9,
      topK: wire.top_k ?? 40,
      repeatPenalty: wire.repeat_penalty ?? 1.1,
      seed: wire.seed ?? undefined,
    },
    maxTokens: wire.max_tokens ?? 2048,
  };
}

function readGoto(goto: unknown): boolean {
  if (goto === undefined || goto === null || (Array.isArray(goto) && goto.length === 0)) return false;
  if (goto === '__end__' || (Array.isArray(goto) && goto.length === 1 && goto[0] === '__end__')) return true;
  throw requestProblem(
    'unsupported_value',
    'command.goto: can only be "__end__", which gives up what waits.',
    'command.goto',
  );
}

function refuse(name: string, isThere: boolean): void {
  if (isThere) throw requestProblem('unsupported_parameter', `${name}: is not supported by this server.`, name);
}

/** Whether it asks for something. */
function isGiven(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== '';
}

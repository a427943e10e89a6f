import { allowedHostSchema } from '@tuneloop/openai-server';
import { samplingSettingsSchema, type SamplingSettings } from '@tuneloop/protocol';
import type { McpServerConfig } from '@tuneloop/mcp-bridge/config';
import type { LlamaCppEngineOptions } from '@tuneloop/runtime/llama-cpp';
import type { OnnxProvider } from '@tuneloop/runtime/onnx';
import { hostPatternSchema, toolPolicySchema, type ToolPolicy, type ToolPolicyInput } from '@tuneloop/tools/policy';
import { z } from 'zod';
import { upstreamListSchema, type UpstreamConfigInput, type UpstreamSettings } from '../remote/upstream-config.ts';
import {
  labelStudioSchema,
  type LabelStudioConfig,
  type LabelStudioConfigInput,
} from '../label-studio/label-studio-config.ts';
import { mcpServerSettingsSchema, type McpServerSettings } from '../mcp/server-settings.ts';
import { langfuseSchema, type LangfuseConfig, type LangfuseConfigInput } from '../recording/langfuse-config.ts';
import {
  openTelemetrySchema,
  type OpenTelemetryConfig,
  type OpenTelemetryConfigInput,
} from '../recording/open-telemetry-config.ts';
import { recordingSchema, type RecordingConfig } from '../recording/recording-config.ts';
import { trainingDriverSchema, type TrainingDriverConfig } from '../training/training-driver-config.ts';
import { accessConfigSchema, type AccessConfig } from '../access/access-config.ts';
import { loopConfigSchema, type LoopConfig } from '../loop/loop-config.ts';
import type { Secret } from './secret.ts';
import { serverLimitsShape, type ServerLimits } from './server-limits.ts';
import { serverEdgesShape, type ServerEdges } from './server-edges.ts';
import { day, flag, minute, oneOf, second, secret, size, text, whole } from './value-schemas.ts';

/** How to write log lines: for people on a terminal, as JSON for programs. */
export type LogFormat = 'auto' | 'json' | 'pretty';
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

export interface ServerConfig extends ServerLimits, ServerEdges {
  host: string;
  port: number;
  /** Always valid, with every scope, beside the keys in the key file. */
  apiKey?: Secret | undefined;
  /** `name` or `name:port` that the Host header may carry, beside loopback names and IP addresses; `*` allows all. */
  allowedHosts: string[];
  bodyLimitBytes: number;
  /** Of a file of `/v1/files`. */
  fileLimitBytes: number;
  /** Between comments that keep a silent stream open. */
  streamKeepAliveMs: number;
  /** How long an idle connection is kept. */
  connectionIdleMs: number;
  /** For receiving a request's headers. */
  headersTimeoutMs: number;
  /** For receiving a whole request. */
  requestTimeoutMs: number;
  maxHeaderBytes: number;
  /** How long a request waits for the model while it is downloaded or loaded. */
  loadWaitMs: number;
  /** How long requests may go on after the server was told to stop. */
  drainMs: number;
  /** Refuse requests that leave `model` out; otherwise they get the default model. */
  requireModel: boolean;
}

export interface RuntimeConfig extends UpstreamSettings {
  /** `onnx`: no demonstration model is taken; models in either format are served by the engine that they are for. */
  backend: 'llama.cpp' | 'onnx' | 'remote';
  /** -1: all, 0: none (CPU), N: so many; left out: chosen for this machine. */
  gpuLayers?: number | undefined;
  /** Tokens per request; left out: the model's own, as far as memory allows. */
  contextSize?: number | undefined;
  threads?: number | undefined;
  /** Requests decoded at the same time; left out: 4 on a CPU, 16 on a GPU. */
  slots?: number | undefined;
  /** Requests that may wait. */
  queueLimit: number;
  /** How long one may wait. */
  queueWaitMs: number;
  flashAttention: 'auto' | 'on' | 'off';
  /** Whether outputs with a limit go on in a full context, unless the request says otherwise. */
  contextShift: boolean;
  /** What computes ONNX models; left out: the CPU. */
  executionProvider?: OnnxProvider | undefined;
  /** A build of ONNX Runtime GenAI to use instead of the one that is fetched. Absolute. */
  onnxLibraryPath?: string | undefined;
  /** The most RAM that models may take together; left out: what is free. */
  memoryBytes?: number | undefined;
}

/** What llama.cpp can do beside the usual; checked by the engine once more. */
export interface EngineDepthConfig {
  /** How keys and values are kept: `q8_0` halves their memory. */
  kvCacheType?: LlamaCppEngineOptions['kvCacheType'];
  /** Stretches the context beyond what the model was trained with. */
  rope?: LlamaCppEngineOptions['rope'];
  /** Guesses tokens ahead. */
  speculative?: LlamaCppEngineOptions['speculative'];
}

/** A model of `models`. What is left out is as in `runtime`. */
export interface ModelConfig extends EngineDepthConfig {
  /** Where it comes from. */
  reference: string;
  contextSize?: number | undefined;
  threads?: number | undefined;
  slots?: number | undefined;
  queueLimit?: number | undefined;
  queueWaitMs?: number | undefined;
  gpuLayers?: number | undefined;
  /** Numbers of the GPUs to use, as `nvidia-smi` counts them; left out: all. */
  gpu?: number | number[] | undefined;
  /** How much of it each of these GPUs gets, in proportion. */
  tensorSplit?: number[] | undefined;
  flashAttention?: RuntimeConfig['flashAttention'] | undefined;
  contextShift?: boolean | undefined;
  executionProvider?: OnnxProvider | undefined;
  /** Once loaded it is never unloaded for another. */
  pin?: boolean | undefined;
  /** Loaded when the server starts. */
  preload?: boolean | undefined;
  /** Unloaded after so long without a request; left out: only when memory is short. */
  idleMs?: number | undefined;
  /** For requests that do not say otherwise. */
  sampling?: SamplingSettings | undefined;
}

export interface AdaptersConfig {
  /** Absolute paths of files and folders, and globs, that are watched for LoRA adapters. */
  paths: string[];
  /** `FILE` or `FILE:scale`: adapters for requests that choose none. */
  defaults: string[];
  /** Memory for the contexts of adapters of each model; left out: chosen for this machine. */
  memoryBytes?: number | undefined;
}

export interface ToolsConfig {
  /** Absolute paths of modules that export tools of one's own. */
  modules: string[];
  /** What tools may do; left out: reading in the working folder, and everything else only when a person agrees. */
  policy?: ToolPolicy | undefined;
  /** `sandbox`: offer `run_command` where a sandbox of the operating system works. */
  shell: 'off' | 'sandbox';
  /** Rounds of tool calls in one turn. */
  maxIterations: number;
}

export interface McpConfig {
  /** Of `tuneloop mcp serve`. */
  port: number;
  /** Hosts of MCP servers that requests may name by URL, `*.` in front for all below; none by default. */
  requestHosts: string[];
}

export interface ConversationsConfig {
  /** Tokens that a model is given of a stored conversation; left out: what the context leaves. */
  maxTokens?: number | undefined;
}

/** Every setting, complete and frozen. */
export interface Config {
  server: ServerConfig;
  /** A model reference, or a key of `models`; left out: the embedded demonstration model. */
  model?: string | undefined;
  /** Models by name. */
  models: Record<string, ModelConfig>;
  /** Take models from the disk only. */
  offline: boolean;
  runtime: RuntimeConfig;
  adapters: AdaptersConfig;
  tools: ToolsConfig;
  /** Servers whose tools are offered beside ours, by name. */
  mcpServers: Record<string, McpServerSettings>;
  mcp: McpConfig;
  conversations: ConversationsConfig;
  recording: RecordingConfig;
  training: TrainingDriverConfig;
  loop: LoopConfig;
  access: AccessConfig;
  /** Absolute paths. */
  folders: { data: string; cache: string; models: string; finetuned: string };
  huggingFace: { endpoint?: string | undefined; token?: Secret | undefined };
  ollama: { modelsFolder?: string | undefined };
  labelStudio: LabelStudioConfig;
  langfuse: LangfuseConfig;
  openTelemetry: OpenTelemetryConfig;
  log: { level: LogLevel; format: LogFormat };
}

type Optional<T> = { [K in keyof T]?: T[K] | undefined };

/** What one source (the file, the environment, …) may say: any part of the configuration. */
export interface ConfigInput {
  server?: Optional<Omit<ServerConfig, 'apiKey'> & { apiKey: string | Secret }> | undefined;
  model?: string | undefined;
  models?: Record<string, string | ModelConfig> | undefined;
  offline?: boolean | undefined;
  runtime?:
    | Optional<
        Omit<RuntimeConfig, 'upstreams' | 'upstreamKey'> & {
          upstreams: UpstreamConfigInput[];
          upstreamKey: string | Secret;
        }
      >
    | undefined;
  adapters?: Optional<AdaptersConfig> | undefined;
  tools?: Optional<Omit<ToolsConfig, 'policy'> & { policy: ToolPolicyInput }> | undefined;
  mcpServers?: Record<string, McpServerConfig> | undefined;
  mcp?: Optional<McpConfig> | undefined;
  conversations?: Optional<ConversationsConfig> | undefined;
  recording?: Optional<RecordingConfig> | undefined;
  training?: Optional<TrainingDriverConfig> | undefined;
  loop?: Optional<LoopConfig> | undefined;
  access?: AccessConfig | undefined;
  folders?: Optional<Config['folders']> | undefined;
  huggingFace?: { endpoint?: string | undefined; token?: string | Secret | undefined } | undefined;
  ollama?: { modelsFolder?: string | undefined } | undefined;
  labelStudio?: LabelStudioConfigInput | undefined;
  langfuse?: LangfuseConfigInput | undefined;
  openTelemetry?: OpenTelemetryConfigInput | undefined;
  log?: Optional<Config['log']> | undefined;
}

/** Gives a `tuneloop.config.ts` its type. */
export function defineConfig(config: ConfigInput): ConfigInput {
  return config;
}

const serverSchema = z.strictObject({
  ...serverEdgesShape,
  host: text().regex(/^[^\s/]+$/, 'must be a host name or an IP address, without a port or path'),
  port: whole(0, 65_535),
  apiKey: secret,
  allowedHosts: z.array(allowedHostSchema, 'must be a list of host names'),
  bodyLimitBytes: whole(1024, 1024 ** 3),
  fileLimitBytes: whole(1024, 1024 ** 4),
  streamKeepAliveMs: whole(100, 10 * minute),
  connectionIdleMs: whole(second, 60 * minute),
  headersTimeoutMs: whole(second, 60 * minute),
  requestTimeoutMs: whole(second, day),
  maxHeaderBytes: whole(4096, 1024 ** 2),
  loadWaitMs: whole(0, 60 * minute),
  drainMs: whole(0, 60 * minute),
  requireModel: flag(),
  ...serverLimitsShape,
});

const runtimeSchema = z.strictObject({
  backend: oneOf(['llama.cpp', 'onnx', 'remote']),
  upstreams: upstreamListSchema,
  upstreamUrl: text(),
  upstreamKey: secret,
  llamaServerPath: text(),
  gpuLayers: whole(-1, 10_000),
  contextSize: whole(64, 100_000_000),
  threads: whole(1, 1024),
  slots: whole(1, 256),
  queueLimit: whole(0, 100_000),
  queueWaitMs: whole(1, day),
  flashAttention: oneOf(['auto', 'on', 'off']),
  contextShift: flag(),
  executionProvider: oneOf(['cpu', 'cuda', 'dml', 'coreml']),
  onnxLibraryPath: text(),
  memoryBytes: size(64 * 1024 ** 2, '64 MiB'),
});

const kvType = oneOf(['f32', 'f16', 'bf16', 'q8_0', 'q5_1', 'q5_0', 'q4_1', 'q4_0']);
const guesses = whole(1, 64).optional();

/** As `llamaCppEngineOptionsSchema` has it, without loading the engine; a test holds them together. */
const engineDepthShape = {
  kvCacheType: z.preprocess(
    (value) => (typeof value === 'string' ? { key: value, value } : value),
    z.strictObject({ key: kvType, value: kvType }).partial(),
  ),
  rope: z
    .strictObject({
      scaling: oneOf(['none', 'linear', 'yarn']),
      factor: z.number().min(1).max(1024),
      originalContext: whole(64, 100_000_000),
      freqBase: z.number().positive(),
    })
    .partial(),
  speculative: z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('prompt-lookup'),
      maxTokens: guesses,
      minNgram: whole(1, 32).optional(),
      maxNgram: whole(1, 32).optional(),
    }),
    z.strictObject({ type: z.literal('draft'), path: text(), maxTokens: guesses }),
  ]),
};

/** Whatever follows `:` and `@` chooses an adapter. */
const modelName = z
  .string()
  .regex(/^[^\s:@][^\s@]*$/, 'must not hold spaces or "@"')
  .refine((name) => name !== 'default', 'must not be "default", which means the default model');

const gpuNumber = whole(0, 63);

const modelSchema = z.preprocess(
  (value) => (typeof value === 'string' ? { reference: value } : value),
  runtimeSchema
    .pick({
      contextSize: true,
      threads: true,
      slots: true,
      queueLimit: true,
      queueWaitMs: true,
      gpuLayers: true,
      flashAttention: true,
      contextShift: true,
      executionProvider: true,
    })
    .extend({
      ...engineDepthShape,
      gpu: z.union([gpuNumber, z.array(gpuNumber).min(1)], 'must be the number of a GPU, or a list of numbers'),
      tensorSplit: z.array(z.number().min(0)).min(1),
      pin: flag(),
      preload: flag(),
      idleMs: whole(0, 30 * day),
      sampling: samplingSettingsSchema,
    })
    .partial()
    .extend({ reference: text() }),
);

const adaptersSchema = z.strictObject({
  paths: z.array(text(), 'must be a list of files, folders or globs'),
  defaults: z.array(text(), 'must be a list of FILE or FILE:scale'),
  memoryBytes: size(0, '0'),
});

const toolsSchema = z.strictObject({
  maxIterations: whole(1, 100),
  modules: z.array(text(), 'must be a list of files'),
  shell: oneOf(['off', 'sandbox']),
  policy: toolPolicySchema,
});

const conversationsSchema = z.strictObject({ maxTokens: whole(1, 100_000_000) });

/** Validates one source on its own; nothing is required and no default is filled in. */
export const configInputSchema: z.ZodType = z
  .strictObject({
    server: serverSchema.partial(),
    model: text(),
    models: z.record(modelName, modelSchema, 'must map names to models'),
    offline: flag(),
    runtime: runtimeSchema.partial(),
    adapters: adaptersSchema.partial(),
    tools: toolsSchema.partial(),
    mcpServers: mcpServerSettingsSchema,
    mcp: z
      .strictObject({
        port: whole(0, 65_535),
        requestHosts: z.array(hostPatternSchema, 'must be a list of host names'),
      })
      .partial(),
    conversations: conversationsSchema.partial(),
    recording: recordingSchema,
    training: trainingDriverSchema,
    loop: loopConfigSchema,
    access: accessConfigSchema,
    folders: z.strictObject({ data: text(), cache: text(), models: text(), finetuned: text() }).partial(),
    huggingFace: z
      .strictObject({ endpoint: z.url('must be a URL, such as https://huggingface.co'), token: secret })
      .partial(),
    ollama: z.strictObject({ modelsFolder: text() }).partial(),
    labelStudio: labelStudioSchema,
    langfuse: langfuseSchema,
    openTelemetry: openTelemetrySchema,
    log: z
      .strictObject({
        level: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
        format: oneOf(['auto', 'json', 'pretty']),
      })
      .partial(),
  })
  .partial();

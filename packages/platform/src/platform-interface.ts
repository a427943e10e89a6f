import type { AdapterRegistry } from '@tuneloop/lora';
import type { ApiKeyStore, ModelProvider } from '@tuneloop/openai-server';
import type { ConversationStore, Engine, ProgressListener } from '@tuneloop/protocol';
import type { ModelStore } from '@tuneloop/runtime';
import type { Express } from 'express';
import type { AdapterService } from './adapters/adapter-service.ts';
import type { LoadedConfig } from './config/load-config.ts';
import type { Config } from './config/schema.ts';
import type { connectionOwners } from './http/connection-owner.ts';
import type { PlatformState } from './http/health.ts';
import type { PlatformJobs } from './jobs/platform-jobs.ts';
import type { McpEndpoints } from './mcp/mcp-endpoints.ts';
import type { McpOffer } from './mcp/offered-server.ts';
import type { PlatformTools } from './tools/platform-tools.ts';
import type { KeptLog } from './logging/kept-log.ts';
import type { Logger } from './logging/logger.ts';
import type { LiveSettings } from './reload/live-settings.ts';
import type { Reloader } from './reload/reloader.ts';
import type { LoopService } from './loop/loop-service.ts';
import type { ModelHost } from './models/model-host.ts';
import type { ModelService } from './models/model-service.ts';
import type { Recording } from './recording/create-recording.ts';
import type { TrainingTools } from './training/create-training.ts';
import type { TrainingService } from './training/training-service.ts';

export interface PlatformOptions {
  /** By default one made by `config.log` that writes to standard error. */
  logger?: Logger | undefined;
  /** What that logger writes, for `/v1/logs`; with the default logger its own. */
  keptLog?: KeptLog | undefined;
  /** Where the configuration comes from, for `/v1/configuration` and for reloads; left out, there is neither. */
  loadedConfig?: LoadedConfig | undefined;
  /** How far downloading and loading the model are. */
  onProgress?: ProgressListener | undefined;
  /** By default the one that the configuration names. */
  engine?: Engine | undefined;
  /** By default one over the configured folders. */
  models?: ModelStore | undefined;
  /** What trains, and what the steps of a training do; by default PEFT in a Python of its own. */
  training?: TrainingTools | undefined;
  /** Whose programs are at the other end of a connection of this machine; by default as the system says it. */
  connectionOwners?: typeof connectionOwners | undefined;
  /** For what downloads models (proxies, the settings of npm and pip); by default the process's. */
  env?: Readonly<Record<string, string | undefined>> | undefined;
}

export interface CloseOptions {
  /** How long requests may go on, in ms; by default the configured time. */
  drainMs?: number | undefined;
  /** How long new ones are still taken before, in ms; by default the configured time. */
  drainDelayMs?: number | undefined;
}

/** A whole server, wired. */
export interface Platform extends AsyncDisposable {
  /** As it holds at the moment: its sections are not to be kept. */
  readonly config: Config;
  readonly settings: LiveSettings;
  /** Reads the configuration again; `undefined` where it came from nowhere. */
  readonly reloader: Reloader | undefined;
  readonly logger: Logger;
  readonly models: ModelStore;
  readonly keys: ApiKeyStore;
  /** The default model; it begins to load with `listen`, or with the first request for it. */
  readonly host: ModelHost;
  /** Every model: what there is, and what is loaded. */
  readonly service: ModelService;
  readonly adapters: AdapterService;
  /** Their versions, and which of them is live. */
  readonly adapterRegistry: AdapterRegistry;
  readonly provider: ModelProvider;
  /** Downloads that go on without the client that asked for them; they run from `listen` on. */
  readonly jobs: PlatformJobs;
  /** Adapters from data, as graphs of these jobs. */
  readonly training: TrainingService;
  /** From ratings to a better adapter; by itself from `listen` on, where the configuration wants that. */
  readonly loop: LoopService;
  readonly tools: PlatformTools;
  /** Those that the server keeps. */
  readonly conversations: ConversationStore;
  /** What was asked and answered, and what people think of it. */
  readonly recording: Recording;
  /** `/mcp`, `/tools` and `/tool_call`, also for a server of their own. */
  readonly mcp: McpEndpoints;
  readonly offer: McpOffer;
  readonly app: Express;
  readonly state: PlatformState;
  /** What `config.model` means: the reference of the model that is served. */
  readonly reference: string;
  /** Aborted when somebody asked over the API that the server stop; whoever runs it closes it then. */
  readonly stopRequest: AbortSignal;
  /** Whether that is the small demonstration model, since nothing else was configured. */
  readonly isDemonstration: boolean;
  /**
   * Answers requests, and begins to load the model. Errors: `RESOURCE_EXHAUSTED` (port in use), `CONFIG_INVALID`.
   */
  listen(): Promise<{ url: string; port: number }>;
  /** Lets running requests end, for `drainMs` at most, then aborts them; ends the engine. */
  close(options?: CloseOptions): Promise<void>;
}

import { isAbsolute } from 'node:path';
import { TuneloopError, type EventSink, type InteractionLog } from '@tuneloop/protocol';
import { z } from 'zod';
import type { AdapterControl } from '../adapters/adapter-control.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import type { ExportService } from '../exports/export-service.ts';
import type { PushService } from '../pushes/push-service.ts';
import type { FileService } from '../files/file-service.ts';
import type { FineTuningService } from '../fine-tuning/fine-tuning-service.ts';
import type { Logger } from '../http/logger.ts';
import type { LoopControl } from '../loop/loop-control.ts';
import { jobOptionsSchema, type JobOptions } from '../jobs/job-options.ts';
import type { TrainingControl } from '../training/training-control.ts';
import type { ToolServers } from '../mcp-tools/tool-servers.ts';
import type { ModelProvider } from '../models/model-provider.ts';
import { countTokens } from '../rate-limits/count-tokens.ts';
import { requireModelName } from '../models/require-model-name.ts';
import { ollamaOptionsSchema, type OllamaOptions } from '../ollama/ollama-options.ts';
import type { OpenApiPart } from '../openapi/openapi-part.ts';
import { createMemoryResponseStore } from '../responses/memory-response-store.ts';
import type { ResponseStore } from '../responses/response-store.ts';
import type { StatisticsSource } from '../statistics/statistics.ts';
import type { ChangingOptionsSource } from './changing-options.ts';
import {
  resolveRouterLimits,
  routerLimitsSchema,
  type RouterLimits,
  type RouterLimitSettings,
} from './router-limits.ts';

export interface OpenAIRouterOptions {
  models: ModelProvider;
  /** What `/v1/adapters`, `/lora-adapters` and `/v1/load_lora_adapter` show and steer; left out, they show nothing. */
  adapters?: AdapterControl | undefined;
  /** What `/v1/jobs` runs and shows; left out, there is no such route. */
  jobs?: JobOptions | undefined;
  /** Runs the `mcp` tools of requests; left out, they are dropped, and named in `x-tuneloop-ignored`. */
  toolServers?: ToolServers | undefined;
  /** Rounds of their calls in one answer. Default 5. */
  maxToolIterations?: number | undefined;
  /** What `/v1/interactions` and `/v1/comparisons` show and add to; left out, there are no such routes. */
  interactions?: InteractionLog | undefined;
  /** What `/v1/statistics` tells; left out, there is no such route. */
  statistics?: StatisticsSource | undefined;
  /** What `/v1/exports` runs; left out, there are no such routes. */
  exports?: ExportService | undefined;
  /** What `/v1/pushes` sends; left out, there are no such routes. */
  pushes?: PushService | undefined;
  /** What `/v1/files` keeps; left out, there are no such routes. */
  files?: FileService | undefined;
  /** What `/v1/fine_tuning/jobs` runs, of files of `files`; left out, there are no such routes. */
  fineTuning?: FineTuningService | undefined;
  /** What `/v1/loop` shows and begins; left out, there are no such routes. */
  loop?: LoopControl | undefined;
  /** What `/v1/training` plans and runs, on files of `files` and exports; left out, there are no such routes. */
  training?: TrainingControl | undefined;
  /** Left out: everybody may use every route, which only suits a server on the loopback interface. */
  authenticate?: Authenticator | undefined;
  /** Get one record for each generation that ended, well or not. */
  eventSinks?: readonly EventSink[] | undefined;
  /** Whether these records hold each token with its log-probability, which costs the engine some time. */
  recordTokens?: boolean | undefined;
  /** Where `/v1/responses` keeps responses. Default `createMemoryResponseStore()`. */
  responseStore?: ResponseStore | undefined;
  limits?: RouterLimits | undefined;
  /** A stream that is silent for so long gets a comment, in ms. Default 15 000. */
  keepAliveMs?: number | undefined;
  /** `true` refuses requests that leave `model` out; otherwise they get the default model. */
  requireModel?: boolean | undefined;
  /** `true` leaves unknown routes under `/v1` to the app's later handlers instead of answering 404. */
  fallthrough?: boolean | undefined;
  /** Absolute path of the folder where `POST /slots/{id}` saves slots; left out, it saves none. */
  slotSaveFolder?: string | undefined;
  /** Routes of the app beside these, for `/openapi.json` and `/docs`: such as `describeLab()`. */
  describe?: readonly OpenApiPart[] | undefined;
  /** Settings of Ollama's routes at `/api`; `false` leaves these paths to the app. */
  ollama?: OllamaOptions | false | undefined;
  /** What may change while the router serves. */
  changing?: ChangingOptionsSource | undefined;
  logger?: Logger | undefined;
}

/** The options with every default filled in, as they hold at the moment. */
export interface RouterSettings {
  models: ModelProvider;
  adapters: AdapterControl | undefined;
  jobs: JobOptions | undefined;
  toolServers: ToolServers | undefined;
  readonly maxToolIterations: number | undefined;
  interactions: InteractionLog | undefined;
  statistics: StatisticsSource | undefined;
  exports: ExportService | undefined;
  pushes: PushService | undefined;
  files: FileService | undefined;
  fineTuning: FineTuningService | undefined;
  training: TrainingControl | undefined;
  loop: LoopControl | undefined;
  authenticate: Authenticator | undefined;
  eventSinks: readonly EventSink[];
  readonly recordTokens: boolean;
  responseStore: ResponseStore;
  readonly limits: RouterLimitSettings;
  readonly keepAliveMs: number;
  fallthrough: boolean;
  slotSaveFolder: string | undefined;
  describe: readonly OpenApiPart[];
  ollama: OllamaOptions | false;
  logger: Logger | undefined;
}

const milliseconds = z.int().min(1).max(2_147_483_647);

const optionsSchema = z.strictObject({
  models: z.custom<ModelProvider>(
    (value) => typeof (value as ModelProvider | undefined)?.acquire === 'function',
    'must be a ModelProvider, for example createModelProvider([model])',
  ),
  adapters: z
    .custom<AdapterControl>(
      (value) => typeof (value as AdapterControl | undefined)?.list === 'function',
      'must be an AdapterControl',
    )
    .optional(),
  toolServers: z
    .custom<ToolServers>(
      (value) => typeof (value as ToolServers | undefined)?.open === 'function',
      'must be ToolServers',
    )
    .optional(),
  maxToolIterations: z.int().min(1).max(100).optional(),
  authenticate: z.custom<Authenticator>((value) => typeof value === 'function', 'must be a function').optional(),
  jobs: jobOptionsSchema.optional(),
  statistics: z.custom<StatisticsSource>((value) => typeof value === 'function', 'must be a function').optional(),
  exports: z
    .custom<ExportService>(
      (value) => typeof (value as ExportService | undefined)?.submit === 'function',
      'must be an ExportService',
    )
    .optional(),
  pushes: z
    .custom<PushService>(
      (value) => typeof (value as PushService | undefined)?.targets === 'function',
      'must be a PushService',
    )
    .optional(),
  files: z
    .custom<FileService>(
      (value) => typeof (value as FileService | undefined)?.stage === 'function',
      'must be a FileService',
    )
    .optional(),
  loop: z
    .custom<LoopControl>(
      (value) => typeof (value as LoopControl | undefined)?.show === 'function',
      'must be a LoopControl',
    )
    .optional(),
  fineTuning: z
    .custom<FineTuningService>(
      (value) => typeof (value as FineTuningService | undefined)?.create === 'function',
      'must be a FineTuningService',
    )
    .optional(),
  training: z
    .custom<TrainingControl>(
      (value) => typeof (value as TrainingControl | undefined)?.submit === 'function',
      'must be a TrainingControl',
    )
    .optional(),
  interactions: z
    .custom<InteractionLog>(
      (value) => typeof (value as InteractionLog | undefined)?.rate === 'function',
      'must be an InteractionLog, for example openInteractionLog(…) of @tuneloop/rlhf',
    )
    .optional(),
  eventSinks: z.array(z.custom<EventSink>()).optional(),
  recordTokens: z.boolean().optional(),
  responseStore: z
    .custom<ResponseStore>(
      (value) => typeof (value as ResponseStore | undefined)?.put === 'function',
      'must be a ResponseStore, for example createMemoryResponseStore()',
    )
    .optional(),
  limits: routerLimitsSchema.optional(),
  keepAliveMs: milliseconds.optional(),
  requireModel: z.boolean().optional(),
  fallthrough: z.boolean().optional(),
  slotSaveFolder: z.string().refine(isAbsolute, 'must be an absolute path').optional(),
  describe: z.array(z.custom<OpenApiPart>()).optional(),
  ollama: z.union([ollamaOptionsSchema, z.literal(false)]).optional(),
  changing: z.custom<ChangingOptionsSource>((value) => typeof value === 'function', 'must be a function').optional(),
  logger: z.custom<Logger>().optional(),
});

/** @throws INVALID_REQUEST naming every wrong option. */
export function resolveRouterOptions(options: OpenAIRouterOptions): RouterSettings {
  const parsed = optionsSchema.safeParse(options);
  if (!parsed.success) {
    throw new TuneloopError('INVALID_REQUEST', `createOpenAIRouter: ${z.prettifyError(parsed.error)}`);
  }
  const { limits, changing, ...rest } = parsed.data;
  return {
    models: requireModelName(
      countTokens(rest.models, rest.authenticate),
      () => changing?.().requireModel ?? rest.requireModel ?? false,
    ),
    adapters: rest.adapters,
    jobs: rest.jobs,
    interactions: rest.interactions,
    statistics: rest.statistics,
    exports: rest.exports,
    pushes: rest.pushes,
    files: rest.files,
    fineTuning: rest.fineTuning,
    training: rest.training,
    loop: rest.loop,
    toolServers: rest.toolServers,
    get maxToolIterations() {
      return changing?.().maxToolIterations ?? rest.maxToolIterations;
    },
    authenticate: rest.authenticate,
    eventSinks: rest.eventSinks ?? [],
    get recordTokens() {
      return changing?.().recordTokens ?? rest.recordTokens ?? false;
    },
    responseStore: rest.responseStore ?? createMemoryResponseStore(),
    limits: resolveRouterLimits(limits, changing),
    get keepAliveMs() {
      return changing?.().keepAliveMs ?? rest.keepAliveMs ?? 15_000;
    },
    fallthrough: rest.fallthrough ?? false,
    slotSaveFolder: rest.slotSaveFolder,
    describe: rest.describe ?? [],
    ollama: rest.ollama ?? {},
    logger: rest.logger,
  };
}

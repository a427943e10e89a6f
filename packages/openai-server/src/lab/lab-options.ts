import {
  TuneloopError,
  type ConversationStore,
  type EventSink,
  type ToolExecutor,
  type TurnStore,
} from '@tuneloop/protocol';
import { z } from 'zod';
import type { Authenticator } from '../auth/authenticator.ts';
import type { Logger } from '../http/logger.ts';
import type { ModelProvider } from '../models/model-provider.ts';
import { countTokens } from '../rate-limits/count-tokens.ts';
import { resolveRouterLimits, routerLimitsSchema, type RouterLimits } from '../router/router-limits.ts';
import type { RouterSettings } from '../router/router-options.ts';
import type { ChangingOptionsSource } from '../router/changing-options.ts';
import { defaultMaxIterations } from '../tool-loop/options.ts';
import type { LabControl } from './lab-control.ts';

export interface LabRouterOptions {
  models: ModelProvider;
  /** Where conversations are kept, such as `createConversationStore` of `@tuneloop/store`. */
  conversations: ConversationStore;
  /** Where turns wait for people. */
  turns: TurnStore;
  /** The server around the routes. */
  control: LabControl;
  /** What runs the tools, which a function may load with the first request that wants them; left out, there are none. */
  tools?: ToolExecutor | (() => Promise<ToolExecutor>) | undefined;
  /** Left out: everybody may use every route, and has the same conversations. */
  authenticate?: Authenticator | undefined;
  eventSinks?: readonly EventSink[] | undefined;
  /** As the router's. */
  recordTokens?: boolean | undefined;
  /** Rounds of tool calls in one turn. Default 5. */
  maxToolIterations?: number | undefined;
  /** Tokens that the model is given of a conversation; by default what the context leaves. */
  maxConversationTokens?: number | undefined;
  limits?: RouterLimits | undefined;
  /** A stream that is silent for so long gets a comment, in ms. Default 15 000. */
  keepAliveMs?: number | undefined;
  /** As the router's. */
  changing?: ChangingOptionsSource | undefined;
  logger?: Logger | undefined;
}

/** The options with every default filled in. */
export interface LabSettings
  extends
    Omit<
      LabRouterOptions,
      | 'limits'
      | 'keepAliveMs'
      | 'eventSinks'
      | 'recordTokens'
      | 'maxToolIterations'
      | 'maxConversationTokens'
      | 'changing'
      | 'tools'
    >,
    Pick<RouterSettings, 'limits' | 'keepAliveMs' | 'eventSinks' | 'recordTokens'> {
  readonly maxToolIterations: number;
  readonly maxConversationTokens: number | undefined;
  /** `undefined` where there are no tools. */
  loadTools: () => Promise<ToolExecutor | undefined>;
}

const has = (name: string) => (value: unknown) =>
  typeof (value as Record<string, unknown> | undefined)?.[name] === 'function';

const optionsSchema = z.strictObject({
  models: z.custom<ModelProvider>(has('acquire'), 'must be a ModelProvider, for example createModelProvider([model])'),
  conversations: z.custom<ConversationStore>(has('append'), 'must be a ConversationStore'),
  turns: z.custom<TurnStore>(has('take'), 'must be a TurnStore'),
  control: z.custom<LabControl>(has('health'), 'must be a LabControl'),
  tools: z
    .custom<NonNullable<LabRouterOptions['tools']>>(
      (value) => typeof value === 'function' || has('execute')(value),
      'must be a ToolExecutor, or a function that loads one',
    )
    .optional(),
  authenticate: z.custom<Authenticator>((value) => typeof value === 'function', 'must be a function').optional(),
  eventSinks: z.array(z.custom<EventSink>()).optional(),
  recordTokens: z.boolean().optional(),
  maxToolIterations: z.int().min(1).max(100).optional(),
  maxConversationTokens: z.int().min(1).optional(),
  limits: routerLimitsSchema.optional(),
  keepAliveMs: z.int().min(1).max(2_147_483_647).optional(),
  changing: z.custom<ChangingOptionsSource>((value) => typeof value === 'function', 'must be a function').optional(),
  logger: z.custom<Logger>().optional(),
});

/** Errors: `INVALID_REQUEST` naming every wrong option. */
export function resolveLabOptions(options: LabRouterOptions): LabSettings {
  const parsed = optionsSchema.safeParse(options);
  if (!parsed.success) {
    throw new TuneloopError('INVALID_REQUEST', `createLabRouter: ${z.prettifyError(parsed.error)}`);
  }
  const { limits, eventSinks, tools, changing, ...fixed } = parsed.data;
  const { keepAliveMs, recordTokens, maxToolIterations, maxConversationTokens, ...rest } = fixed;
  return {
    ...rest,
    models: countTokens(rest.models, rest.authenticate),
    limits: resolveRouterLimits(limits, changing),
    get keepAliveMs() {
      return changing?.().keepAliveMs ?? keepAliveMs ?? 15_000;
    },
    eventSinks: eventSinks ?? [],
    get recordTokens() {
      return changing?.().recordTokens ?? recordTokens ?? false;
    },
    get maxToolIterations() {
      return changing?.().maxToolIterations ?? maxToolIterations ?? defaultMaxIterations;
    },
    get maxConversationTokens() {
      return changing === undefined ? maxConversationTokens : changing().maxConversationTokens;
    },
    loadTools: typeof tools === 'function' ? tools : async () => tools,
  };
}

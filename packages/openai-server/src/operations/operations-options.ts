import { TuneloopError } from '@tuneloop/protocol';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Authenticator } from '../auth/authenticator.ts';
import type { Logger } from '../http/logger.ts';
import { resolveRouterLimits, routerLimitsSchema, type RouterLimits } from '../router/router-limits.ts';
import type { RouterSettings } from '../router/router-options.ts';
import type { ChangingOptionsSource } from '../router/changing-options.ts';
import type { AuditSource } from './audit/audit-source.ts';
import type { ReloadConfiguration } from './configuration/reload-configuration.ts';
import type { ConfigurationSource } from './configuration/configuration-source.ts';
import type { KeyControl } from './keys/key-control.ts';
import type { LogHistory } from './logs/log-history.ts';
import type { MetricsSource } from './metrics/metrics-source.ts';

export interface OperationsRouterOptions {
  /** What `/v1/keys` shows and changes; left out, there are no such routes. */
  keys?: KeyControl | undefined;
  /** What `/v1/configuration` shows; left out, there is no such route. */
  configuration?: ConfigurationSource | undefined;
  /** What `POST /v1/configuration/reload` does; left out, there is no such route. */
  reload?: ReloadConfiguration | undefined;
  /** What `/v1/audit` shows; left out, there is no such route. */
  auditLog?: AuditSource | undefined;
  /** What `/v1/logs` shows; left out, there are no such routes. */
  logs?: LogHistory | undefined;
  /** What `/metrics` and `/v1/metrics` show; left out, there are no such routes. */
  metrics?: MetricsSource | undefined;
  /** Left out: everybody may use every route, which only suits a server on the loopback interface. */
  authenticate?: Authenticator | undefined;
  /** Told of every change that somebody made. */
  audit?: ((message: string, details: object) => void) | undefined;
  limits?: RouterLimits | undefined;
  /** A stream that is silent for so long gets a comment, in ms. Default 15 000. */
  keepAliveMs?: number | undefined;
  /** Ends the streams, which have no end of their own, when the server is to stop. */
  signal?: AbortSignal | undefined;
  /** As the router's. */
  changing?: ChangingOptionsSource | undefined;
  logger?: Logger | undefined;
}

/** The options with every default filled in. */
export interface OperationsSettings extends Pick<RouterSettings, 'limits' | 'keepAliveMs' | 'logger'> {
  audit: (message: string, details: object) => void;
  signal: AbortSignal | undefined;
}

/** What answers a request. */
export interface OperationsCall<Control> {
  control: Control;
  settings: OperationsSettings;
  request: Request;
  response: Response;
}

const has = (name: string) => (value: unknown) =>
  typeof (value as Record<string, unknown> | undefined)?.[name] === 'function';
const isFunction = (value: unknown): boolean => typeof value === 'function';

const optionsSchema = z.strictObject({
  keys: z.custom<KeyControl>(has('lastUsedAt'), 'must be a KeyControl').optional(),
  configuration: z.custom<ConfigurationSource>(isFunction, 'must be a function').optional(),
  reload: z.custom<ReloadConfiguration>(isFunction, 'must be a function').optional(),
  auditLog: z.custom<AuditSource>(has('list'), 'must be an AuditSource').optional(),
  logs: z.custom<LogHistory>(has('follow'), 'must be a LogHistory').optional(),
  metrics: z.custom<MetricsSource>(has('overview'), 'must be a MetricsSource').optional(),
  authenticate: z.custom<Authenticator>(isFunction, 'must be a function').optional(),
  audit: z.custom<OperationsSettings['audit']>(isFunction, 'must be a function').optional(),
  limits: routerLimitsSchema.optional(),
  keepAliveMs: z.int().min(1).max(2_147_483_647).optional(),
  signal: z.instanceof(AbortSignal).optional(),
  changing: z.custom<ChangingOptionsSource>(isFunction, 'must be a function').optional(),
  logger: z.custom<Logger>().optional(),
});

/** Errors: `INVALID_REQUEST` naming every wrong option. */
export function resolveOperationsOptions(options: OperationsRouterOptions): OperationsSettings {
  const parsed = optionsSchema.safeParse(options);
  if (!parsed.success) {
    throw new TuneloopError('INVALID_REQUEST', `createOperationsRouter: ${z.prettifyError(parsed.error)}`);
  }
  const { limits, keepAliveMs = 15_000, changing, logger, signal, audit = () => undefined } = parsed.data;
  return {
    limits: resolveRouterLimits(limits, changing),
    get keepAliveMs() {
      return changing?.().keepAliveMs ?? keepAliveMs;
    },
    logger,
    signal,
    audit,
  };
}

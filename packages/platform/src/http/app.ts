import {
  createHostGuard,
  createLabRouter,
  createModelFilesRouter,
  createOpenAIRouter,
  createToolControlRouter,
  methodNotAllowed,
  createOperationsRouter,
  requireScope,
  sendError,
  type HostRules,
  type LabRouter,
  type LabRouterOptions,
  type ModelFiles,
  type OpenAIRouterOptions,
  type ToolControl,
  type OperationsRouterOptions,
} from '@tuneloop/openai-server';
import { TuneloopError } from '@tuneloop/protocol';
import express, { Router, type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { Access } from '../access.ts';
import { auditRequests } from '../audit/audit-requests.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import { readBuildInfo } from '../build-info.ts';
import type { Config } from '../config/schema.ts';
import type { Logger } from '../logging/logger.ts';
import type { ModelHost } from '../models/model-host.ts';
import type { DefaultModelFacts } from './default-model-facts.ts';
import { refuseWhileDraining } from './draining.ts';
import { healthRoutes, type HealthOptions, type PlatformState } from './health.ts';
import { propsHandler } from './props.ts';
import { requestLog } from './request-log.ts';
import { describeWhereTextGoes } from './where-text-goes.ts';
import { connectionOwners } from './connection-owner.ts';
import { createProxyTrust } from './proxy-trust.ts';
import { securityHeaders } from './security-headers.ts';
import { requireSameUser } from './require-same-user.ts';
import { webApp } from './web-app.ts';

export interface AppOptions {
  config: Config;
  /** Which Host and Origin headers are ours at the moment. */
  hostRules: () => HostRules;
  access: Access;
  host: ModelHost;
  /** Of the default model, for `/props`. */
  facts: () => Promise<DefaultModelFacts>;
  logger: Logger;
  /** In front of everything: gives requests their ids and traces. */
  traceRequests: RequestHandler;
  /** Counts every request. */
  countRequests: RequestHandler;
  /** In front of the API: refuses what is too much. */
  admission: RequestHandler;
  /** In front of the API: refuses requests that come back here through upstreams. */
  loopGuard: RequestHandler;
  state: () => PlatformState;
  /** Whether nothing new is taken any more. */
  isRefusing: () => boolean;
  health: HealthOptions;
  router: Omit<OpenAIRouterOptions, 'authenticate'>;
  lab: Omit<LabRouterOptions, 'authenticate'>;
  operations: Omit<OperationsRouterOptions, 'authenticate'>;
  /** What is on the disk. */
  modelFiles: ModelFiles;
  /** Tools, and what people decide about them. */
  toolControl: ToolControl;
  /** Where administrative acts are written. */
  audit: Pick<AuditTrail, 'record'>;
  /** Who is at the other end of a connection; by default as the system says it. */
  connectionOwners?: typeof connectionOwners | undefined;
  /** Tools for other programs, with keys of their own rules. */
  mcp: RequestHandler;
  /** Judgements from elsewhere, with a secret of their own. */
  labelStudio?: RequestHandler | undefined;
}

export interface App {
  express: Express;
  /** Ends the turns of stored conversations that go on without a client. */
  close: LabRouter['close'];
}

/** Below these are keys made and programs started. */
const actingPaths = ['/v1/keys', '/v1/mcp', '/v1/tools'];

const notFound: RequestHandler = (request, response) => {
  const what = `${request.method} ${request.path}`.slice(0, 300);
  sendError(response, new TuneloopError('NOT_FOUND', `There is no ${what}. The API is described at /docs.`));
};

function lastResort(logger: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    // What express itself refuses (a malformed path) has a status; anything else is a defect of ours.
    const status = (error as { status?: unknown }).status;
    const isRefusal = typeof status === 'number' && status >= 400 && status < 500;
    const shown = isRefusal ? new TuneloopError('INVALID_REQUEST', 'The request is malformed.') : error;
    sendError(response, shown, logger);
  };
}

/** Everything that the server answers, in order: guards, health, the page, the API. */
export function createApp(options: AppOptions): App {
  const { config, access, host, facts, logger, loopGuard, state, router } = options;
  const app = express();
  app.disable('x-powered-by');
  app.use(options.traceRequests);
  app.use(requestLog(logger));
  app.use(options.countRequests);
  app.use(securityHeaders(config.server));
  app.set('trust proxy', createProxyTrust(config.server.trustProxy));
  app.use(createHostGuard(options.hostRules));
  const nameOf = async (id: string): Promise<string | undefined> =>
    (await access.keys.list()).find((key) => key.id === id)?.name;
  app.use(auditRequests({ trail: options.audit, nameOf, owners: options.connectionOwners ?? connectionOwners }));
  app.use(refuseWhileDraining(options.isRefusing));
  app.use(healthRoutes(options.health));
  app.use(webApp(() => describeWhereTextGoes(config)));

  const labs: LabRouter[] = [];
  const routes = (authenticate: Access['authenticate'] | undefined): Router => {
    const inner = Router();
    if (!authenticate) inner.use(actingPaths, requireSameUser(options.connectionOwners));
    const mayChat = requireScope({ authenticate, scope: 'chat', logger });
    inner
      .route('/props')
      .get(mayChat, propsHandler({ host, facts, state, build: readBuildInfo() }))
      .all(methodNotAllowed('GET'));
    const { changing } = router;
    const lab = createLabRouter({ ...options.lab, authenticate });
    labs.push(lab);
    inner.use(lab.router);
    inner.use(lab.langGraph);
    inner.use(createToolControlRouter({ control: options.toolControl, authenticate, changing, logger }));
    inner.use(createModelFilesRouter({ files: options.modelFiles, authenticate, changing, logger }));
    inner.use(createOperationsRouter({ ...options.operations, authenticate }));
    inner.use(createOpenAIRouter({ ...router, authenticate }));
    return inner;
  };
  app.use(options.admission);
  app.use(loopGuard);
  const open = routes(undefined);
  const guarded = routes(access.authenticate);
  app.use(options.mcp);
  if (options.labelStudio) app.use(options.labelStudio);
  app.use((request, response, next) => {
    access.isOpen().then((isOpen) => (isOpen ? open : guarded)(request, response, next), next);
  });

  app.use(notFound);
  app.use(lastResort(logger));
  return {
    express: app,
    close: async (closeOptions) => {
      await Promise.all(labs.map((lab) => lab.close(closeOptions)));
    },
  };
}

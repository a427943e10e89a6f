import { errorSenderFor } from '@tuneloop/openai-server';
import { TuneloopError } from '@tuneloop/protocol';
import { freeMemory, type ModelPool } from '@tuneloop/runtime';
import { Router, type RequestHandler } from 'express';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Access } from '../access.ts';
import type { Config } from '../config/schema.ts';
import { remember } from '../remember.ts';
import { ConnectionLimit } from '../server/connection-limit.ts';
import { AdmissionGate } from './admission-gate.ts';
import { admitRequests, endRequests } from './admit-requests.ts';
import { connectionCeiling } from './connection-ceiling.ts';

export interface Admission {
  /** In front of all routes that may be refused for load. */
  handler: RequestHandler;
  connections: ConnectionLimit;
}

/** Between looks at the memory. */
const memoryMs = 500;

/** Refuses what is more than the server can take, as soon and as cheaply as it can be told. */
export function createAdmission(options: {
  config: Pick<Config, 'server'>;
  pool: Pick<ModelPool, 'list'>;
  access: Pick<Access, 'knownId'>;
  registry: Registry;
}): Admission {
  const { config, pool, access, registry } = options;
  const refused = new Counter({
    name: 'tuneloop_requests_refused_total',
    help: 'Requests that were refused for load before their body was read, by what there was too much of.',
    labelNames: ['reason'],
    registers: [registry],
  });
  for (const reason of ['connections', 'requests', 'queue', 'bodies', 'memory']) refused.inc({ reason }, 0);
  const ceiling = connectionCeiling();
  const connections = new ConnectionLimit(() => Math.min(config.server.maxConnections, ceiling));
  const gate = new AdmissionGate({
    queues: () =>
      pool.list().flatMap(({ state }) => (state.status === 'ready' ? (state.model.queueState?.() ?? []) : [])),
    freeMemory: remember(() => freeMemory(), memoryMs),
    limits: () => config.server,
    onRefused: (reason) => refused.inc({ reason }),
  });
  addGauge(registry, 'tuneloop_connections', 'Connections that are open.', () => connections.open);
  addGauge(registry, 'tuneloop_request_body_bytes', 'Request bodies that are held.', () => gate.bodyBytes);
  const router = Router();
  router.use((request, response, next) => {
    if (!connections.isBeyond(request.socket)) {
      next();
      return;
    }
    refused.inc({ reason: 'connections' });
    response.set('connection', 'close');
    const message = 'Too many connections are open. Close some, or try again in a moment.';
    const error = new TuneloopError('BUSY', message, { details: { retryAfterSeconds: 2 } });
    errorSenderFor(request.path)(response, error);
  });
  router.use(
    admitRequests(gate, access.knownId),
    endRequests(() => config.server.deadlineMs),
  );
  return { handler: router, connections };
}

function addGauge(registry: Registry, name: string, help: string, value: () => number): Gauge {
  return new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(value());
    },
  });
}

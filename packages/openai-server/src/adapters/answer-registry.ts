import { TuneloopError } from '@tuneloop/protocol';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import { readJsonBody } from '../http/read-json-body.ts';
import { sendJson } from '../http/send-json.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import type { RouterSettings } from '../router/router-options.ts';
import type { AdapterRegistryControl } from './registry-control.ts';
import { adapterReasonSchema, adapterVersionNumberSchema, promoteAdapterSchema } from './registry-request-wire.ts';
import { encodeAdapterHistory, encodeAdapterPromotion } from './registry-wire.ts';
import { requireControl } from './require-control.ts';

/** `GET /v1/adapters/{name}/history` */
export async function answerHistory(settings: RouterSettings, request: Request, response: Response): Promise<void> {
  sendJson(response, 200, encodeAdapterHistory(await requireRegistry(settings).history(nameOf(request))));
}

/** `POST /v1/adapters/{name}/promote` */
export async function answerPromote(settings: RouterSettings, request: Request, response: Response): Promise<void> {
  const signal = disconnectSignal(response);
  const wire = await readWire(settings, request, promoteAdapterSchema);
  const promotion = {
    name: nameOf(request),
    version: wire.version,
    reason: wire.reason ?? undefined,
    defaultScale: wire.default_scale ?? undefined,
    force: wire.force ?? undefined,
  };
  sendJson(response, 200, encodeAdapterPromotion(await requireRegistry(settings).promote(promotion, signal)));
}

/** `POST /v1/adapters/{name}/rollback` */
export async function answerRollback(settings: RouterSettings, request: Request, response: Response): Promise<void> {
  const signal = disconnectSignal(response);
  const { reason } = await readWire(settings, request, adapterReasonSchema);
  const rollback = { name: nameOf(request), reason: reason ?? undefined };
  sendJson(response, 200, encodeAdapterPromotion(await requireRegistry(settings).rollback(rollback, signal)));
}

/** `POST /v1/adapters/{name}/retire` */
export async function answerRetire(settings: RouterSettings, request: Request, response: Response): Promise<void> {
  const signal = disconnectSignal(response);
  const { reason } = await readWire(settings, request, adapterReasonSchema);
  await requireRegistry(settings).retire({ name: nameOf(request), reason: reason ?? undefined }, signal);
  sendJson(response, 200, { success: true });
}

/** `DELETE /v1/adapters/{name}/versions/{version}` */
export async function answerRemove(settings: RouterSettings, request: Request, response: Response): Promise<void> {
  const signal = disconnectSignal(response);
  const version = validateWire(adapterVersionNumberSchema, request.params['version'], ['version']);
  await requireRegistry(settings).remove({ name: nameOf(request), version }, signal);
  sendJson(response, 200, { success: true });
}

function nameOf(request: Request): string {
  return String(request.params['name']);
}

async function readWire<T>({ limits }: RouterSettings, request: Request, schema: z.ZodType<T>): Promise<T> {
  return validateWire(schema, await readJsonBody(request, limits));
}

function requireRegistry({ adapters }: RouterSettings): AdapterRegistryControl {
  const { registry } = requireControl(adapters);
  if (registry) return registry;
  throw new TuneloopError('UNSUPPORTED', 'This server keeps no versions of adapters.');
}

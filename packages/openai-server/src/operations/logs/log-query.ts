import type { Request } from 'express';
import { z } from 'zod';
import { decodeEventPosition } from '../../jobs/request-wire.ts';
import { validateWire } from '../../parameters/validate-wire.ts';
import { logLevels, type LogFilter } from './log-history.ts';

const filterShape = {
  level: z.enum(logLevels).optional(),
  request_id: z.string().min(1).max(200).optional(),
};

const listQuerySchema = z.strictObject({
  ...filterShape,
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});

const eventsQuerySchema = z.strictObject({ ...filterShape, after: z.string().optional() });

/** Of `GET /v1/logs`. Errors: `INVALID_REQUEST` naming the parameter. */
export function decodeLogQuery(request: Request): LogFilter & { before: number | undefined; limit: number } {
  const { level, request_id: requestId, before, limit } = validateWire(listQuerySchema, request.query);
  return { level, requestId, before, limit };
}

/** Of `GET /v1/logs/events`. Errors: `INVALID_REQUEST` naming the parameter. */
export function decodeLogEventsQuery(request: Request): LogFilter & { after: number } {
  const { level, request_id: requestId } = validateWire(eventsQuerySchema, request.query);
  return { level, requestId, after: decodeEventPosition(request) };
}

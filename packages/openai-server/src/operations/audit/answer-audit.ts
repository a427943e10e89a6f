import { z } from 'zod';
import { sendJson } from '../../http/send-json.ts';
import { validateWire } from '../../parameters/validate-wire.ts';
import type { OperationsCall } from '../operations-options.ts';
import type { AuditSource } from './audit-source.ts';
import { encodeAct, type AuditListWire } from './audit-wire.ts';

const querySchema = z.strictObject({
  before: z.coerce.number().pipe(z.int().min(1)).optional(),
  limit: z.coerce.number().pipe(z.int().min(1).max(1000)).optional(),
});

/** `GET /v1/audit`. Errors: `INVALID_REQUEST`, `STORE_FAILED`. */
export async function answerAudit({ control, request, response }: OperationsCall<AuditSource>): Promise<void> {
  const { before, limit = 100 } = validateWire(querySchema, request.query);
  const { records, hasMore } = await control.list({ before, limit });
  const list: AuditListWire = { object: 'list', data: records.map(encodeAct), has_more: hasMore };
  sendJson(response, 200, list);
}

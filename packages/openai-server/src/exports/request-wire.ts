import { z } from 'zod';
import type { JsonObject } from '../http/read-json-body.ts';
import { decodeFilters } from '../interactions/request-wire.ts';
import { requestProblem } from '../errors/request-problem.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import type { ExportRequest } from './export-service.ts';
import { decodeWhere, whereSchema, type WhereWire } from './where-wire.ts';

/** The body of `POST /v1/exports`. */
export interface ExportBody {
  format: string;
  where?: WhereWire | null | undefined;
}

/** JSON Schema of the names of settings. */
const underscored = { propertyNames: { pattern: '^[^A-Z]*$' } };

/** The settings beside these are the service's. */
export const exportBodySchema: z.ZodType<ExportBody> = z
  .looseObject({
    format: z.string().describe('`sft`, `dpo`, `kto`, `reward`, … (docs/guides/export.md).'),
    where: whereSchema.nullish().describe('The filters of `GET /v1/interactions`.'),
  })
  .meta(underscored);

/** Names are written with underscores on the wire. Errors: `INVALID_REQUEST` naming the parameter. */
export function decodeExport(body: JsonObject): Pick<ExportRequest, 'settings' | 'where'> {
  const { where, ...settings } = validateWire(exportBodySchema, body);
  const wrong = Object.keys(settings).find((name) => /[A-Z]/.test(name));
  if (wrong !== undefined) {
    throw requestProblem('unknown_parameter', `Unknown parameter: ${JSON.stringify(wrong.slice(0, 100))}.`, wrong);
  }
  return { settings: camelCased(settings), where: decodeFilters(decodeWhere(where)) };
}

function camelCased(settings: object): Record<string, unknown> {
  const entries = Object.entries(settings).filter(([, value]) => value !== null);
  return Object.fromEntries(
    entries.map(([name, value]) => [name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()), value]),
  );
}

const pageSchema = z.strictObject({
  after: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

/** The query of `GET /v1/exports`. Errors: `INVALID_REQUEST` naming the parameter. */
export function decodeExportList(query: unknown): { after?: string | undefined; limit: number } {
  return validateWire(pageSchema, query);
}

const limitSchema = z.int().min(1).max(50).default(5).describe('First rows of each file.');

/** The body of `POST /v1/exports/preview`. */
export const previewBodySchema: z.ZodType<ExportBody & { limit: number }> = z
  .looseObject({
    format: z.string().describe('As of `POST /v1/exports`, with all settings that shape the rows.'),
    where: whereSchema.nullish().describe('The filters of `GET /v1/interactions`.'),
    limit: limitSchema,
  })
  .meta(underscored);

/** Errors: `INVALID_REQUEST` naming the parameter. */
export function decodePreview(body: JsonObject): Pick<ExportRequest, 'settings' | 'where'> & { limit: number } {
  const { limit, ...rest } = body;
  return { ...decodeExport(rest), limit: validateWire(limitSchema, limit, ['limit']) };
}

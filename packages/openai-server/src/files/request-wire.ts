import type { Request } from 'express';
import { z } from 'zod';
import { validateWire } from '../parameters/validate-wire.ts';
import { uploadPurposes, type UploadPurpose } from './file-purpose.ts';
import type { FileQuery } from './file-service.ts';

/** The fields of an upload beside the file, as JSON would have them. */
export interface UploadFields {
  purpose: UploadPurpose;
  expires_after?: { anchor: 'created_at'; seconds: number } | undefined;
}

const uploadFieldsSchema: z.ZodType<UploadFields> = z.strictObject({
  purpose: z.enum(uploadPurposes),
  expires_after: z
    .strictObject({ anchor: z.literal('created_at'), seconds: z.coerce.number().int().min(3600).max(2_592_000) })
    .optional(),
});

/** Fields of a form; `expires_after[seconds]` is a field of a field. Errors: `INVALID_REQUEST` naming it. */
export function decodeUploadFields(fields: ReadonlyMap<string, string>): UploadFields {
  const body: Record<string, unknown> = {};
  for (const [name, value] of fields) {
    const inner = /^expires_after\[(\w{1,20})\]$/.exec(name)?.[1];
    if (inner === undefined) body[name] = value;
    else body['expires_after'] = { ...(body['expires_after'] as object | undefined), [inner]: value };
  }
  return validateWire(uploadFieldsSchema, body);
}

const listQuerySchema = z.strictObject({
  purpose: z.string().optional(),
  order: z.enum(['asc', 'desc']).default('desc'),
  after: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(10_000),
});

/** Errors: `INVALID_REQUEST` naming the parameter. */
export function decodeFileQuery(request: Request): Omit<FileQuery, 'scope'> {
  return validateWire(listQuerySchema, request.query);
}

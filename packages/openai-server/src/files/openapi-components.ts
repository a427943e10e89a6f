import { z } from 'zod';
import { listPageSchema } from '../http/list-page.ts';
import { uploadPurposes } from './file-purpose.ts';
import type { FilePageWire, FileWire } from './file-wire.ts';

export type FileComponentName = 'File' | 'FileList' | 'DeletedFile';

const seconds = z.int().min(0);

const fileSchema: z.ZodType<FileWire> = z.strictObject({
  id: z.string(),
  object: z.literal('file'),
  bytes: z.int().min(0),
  created_at: seconds.describe('Seconds since 1970.'),
  expires_at: seconds.nullable(),
  filename: z.string(),
  purpose: z.enum([...uploadPurposes, 'fine-tune-results']),
  status: z.enum(['processed', 'error']).describe('`error`: training data with wrong lines.'),
  status_details: z.string().nullable().describe('The first wrong lines, by their numbers.'),
});

const filePageSchema: z.ZodType<FilePageWire> = listPageSchema(fileSchema);

export const fileComponentSchemas: Readonly<Record<FileComponentName, z.ZodType>> = {
  File: fileSchema,
  FileList: filePageSchema,
  DeletedFile: z.strictObject({ id: z.string(), object: z.literal('file'), deleted: z.literal(true) }),
};

import { z } from 'zod';
import { exportBodySchema } from './request-wire.ts';

export type ExportComponentName = 'ExportRequest' | 'DeletedExport';

export const exportComponentSchemas: Readonly<Record<ExportComponentName, z.ZodType>> = {
  ExportRequest: exportBodySchema,
  DeletedExport: z.strictObject({ id: z.string(), object: z.literal('export.deleted'), deleted: z.literal(true) }),
};

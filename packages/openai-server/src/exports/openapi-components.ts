import { z } from 'zod';
import { exportPreviewSchema } from './answer-preview.ts';
import { exportBodySchema, previewBodySchema } from './request-wire.ts';

export type ExportComponentName = 'ExportRequest' | 'ExportPreviewRequest' | 'ExportPreview' | 'DeletedExport';

export const exportComponentSchemas: Readonly<Record<ExportComponentName, z.ZodType>> = {
  ExportRequest: exportBodySchema,
  ExportPreviewRequest: previewBodySchema,
  ExportPreview: exportPreviewSchema,
  DeletedExport: z.strictObject({ id: z.string(), object: z.literal('export.deleted'), deleted: z.literal(true) }),
};

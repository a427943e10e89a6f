import { z } from 'zod';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import { readJsonBody } from '../http/read-json-body.ts';
import { sendJson } from '../http/send-json.ts';
import { logScopeOf } from '../interactions/log-access.ts';
import type { ExportCall } from './answer-exports.ts';
import type { PreviewedExport } from './export-service.ts';
import { decodePreview } from './request-wire.ts';

export interface ExportPreviewWire {
  object: 'export.preview';
  format: string;
  interactions: number;
  used: number;
  left_out: Record<string, number>;
  rows: number;
  files: { split: string | null; rows: number; first: { row: Record<string, unknown>; sources: string[] }[] }[];
  complete: boolean;
}

const count = z.int().min(0);

export const exportPreviewSchema: z.ZodType<ExportPreviewWire> = z.strictObject({
  object: z.literal('export.preview'),
  format: z.string(),
  interactions: count.describe('That fit the filters.'),
  used: count,
  left_out: z.record(z.string(), count).describe('How many were left out, by reason.'),
  rows: count,
  files: z.array(
    z.strictObject({
      split: z.string().nullable(),
      rows: count,
      first: z
        .array(z.strictObject({ row: z.record(z.string(), z.unknown()), sources: z.array(z.string()) }))
        .describe('The first rows as they would be written, with the interactions that each is made of.'),
    }),
  ),
  complete: z.boolean().describe('`false`: the oldest interactions were read alone, since there are so many.'),
});

/** `POST /v1/exports/preview`: what an export would write. Errors: `INVALID_REQUEST`. */
export async function answerPreview({ exports, settings, request, response }: ExportCall): Promise<void> {
  const decoded = decodePreview(await readJsonBody(request, settings.limits));
  const signal = disconnectSignal(response);
  const previewed = await exports.preview({ ...decoded, scope: logScopeOf(request), signal });
  sendJson(response, 200, encodePreview(previewed));
}

function encodePreview({ leftOut, isComplete, files, ...same }: PreviewedExport): ExportPreviewWire {
  return {
    object: 'export.preview',
    ...same,
    left_out: { ...leftOut },
    files: files.map(({ split, rows, first }) => ({ split: split ?? null, rows, first })),
    complete: isComplete,
  };
}

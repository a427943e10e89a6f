import type { Request, Response } from 'express';
import { z } from 'zod';
import { readJsonArray } from '../http/read-json-body.ts';
import { sendJson } from '../http/send-json.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import type { RouterSettings } from '../router/router-options.ts';
import { requireControl } from './require-control.ts';

/** llama-server's adapter; its `path` is the file's name alone here: where it lies is nobody's concern. */
export interface LoraAdapterWire {
  id: number;
  path: string;
  scale: number;
}

/** `GET /lora-adapters`, llama-server's */
export function answerLoraAdapters({ adapters }: RouterSettings, response: Response): void {
  const wire = (adapters?.numbered() ?? []).map(({ number, file, scale }): LoraAdapterWire => ({
    id: number,
    path: file,
    scale,
  }));
  sendJson(response, 200, wire);
}

export interface LoraScaleWire {
  id: number;
  scale: number;
}

export const loraScalesSchema: z.ZodType<LoraScaleWire[]> = z
  .array(z.strictObject({ id: z.int().min(0), scale: z.number().min(-100).max(100) }))
  .max(1000);

/** `POST /lora-adapters`, llama-server's: the scales for requests that choose no adapter; 0 for those left out. */
export async function answerLoraScales(settings: RouterSettings, request: Request, response: Response): Promise<void> {
  const wire = validateWire(loraScalesSchema, await readJsonArray(request, settings.limits));
  requireControl(settings.adapters).setDefaultScales(new Map(wire.map(({ id, scale }) => [id, scale])));
  sendJson(response, 200, { success: true });
}

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { TuneloopError, type LoadedModel, type SlotStates } from '@tuneloop/protocol';
import type { Request, Response } from 'express';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import { readJsonBody } from '../http/read-json-body.ts';
import { sendJson } from '../http/send-json.ts';
import { acquireModel } from '../models/acquire-model.ts';
import { modelInQuery } from '../models/model-in-query.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import type { RouterSettings } from '../router/router-options.ts';
import { slotActionSchema, slotFileSchema, slotNumberSchema } from './request-wire.ts';

export interface SavedSlot {
  id_slot: number;
  filename: string;
  n_saved: number;
  n_written: number;
  timings: { save_ms: number };
}

export interface RestoredSlot {
  id_slot: number;
  filename: string;
  n_restored: number;
  n_read: number;
  timings: { restore_ms: number };
}

export interface ErasedSlot {
  id_slot: number;
  n_erased: number;
}

/**
 * `POST /slots/{id}?action=save|restore|erase`, llama-server's: the KV cache of one slot, to and from a file of
 * `slotSaveFolder`.
 *
 * Errors: `UNSUPPORTED` (no folder is configured, or the engine cannot), and those of `SlotStates`.
 */
export async function answerSlotAction(settings: RouterSettings, request: Request, response: Response): Promise<void> {
  const signal = disconnectSignal(response);
  const slot = validateWire(slotNumberSchema, request.params['id'], ['id']);
  const action = validateWire(slotActionSchema, request.query['action'], ['action']);
  const name = modelInQuery(request);
  if (action === 'erase') {
    await using model = await acquireModel(settings.models, name, signal);
    const n_erased = await requireSlotStates(model).erase(slot, { signal });
    sendJson(response, 200, { id_slot: slot, n_erased } satisfies ErasedSlot);
    return;
  }
  const { filename } = validateWire(slotFileSchema, await readJsonBody(request, settings.limits));
  const folder = requireFolder(settings);
  await using model = await acquireModel(settings.models, name, signal);
  const states = requireSlotStates(model);
  const path = join(folder, filename);
  const startedAt = performance.now();
  if (action === 'save') {
    await mkdir(folder, { recursive: true });
    const { tokens, sizeBytes } = await states.save(slot, path, { signal });
    const timings = { save_ms: performance.now() - startedAt };
    const saved: SavedSlot = { id_slot: slot, filename, n_saved: tokens, n_written: sizeBytes, timings };
    sendJson(response, 200, saved);
    return;
  }
  const { tokens, sizeBytes } = await states.restore(slot, path, { signal });
  const timings = { restore_ms: performance.now() - startedAt };
  const restored: RestoredSlot = { id_slot: slot, filename, n_restored: tokens, n_read: sizeBytes, timings };
  sendJson(response, 200, restored);
}

function requireSlotStates({ info, slotStates }: LoadedModel): SlotStates {
  if (slotStates) return slotStates;
  throw new TuneloopError('UNSUPPORTED', `The engine of the model "${info.id}" cannot save, restore or erase slots.`);
}

function requireFolder({ slotSaveFolder }: RouterSettings): string {
  if (slotSaveFolder !== undefined) return slotSaveFolder;
  throw new TuneloopError('UNSUPPORTED', 'This server saves no slots; its setting "slotSaveFolder" is not set.');
}

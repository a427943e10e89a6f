import type { Request, Response } from 'express';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import { readJsonBody } from '../http/read-json-body.ts';
import { sendJson } from '../http/send-json.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import type { RouterSettings } from '../router/router-options.ts';
import { encodeAdapterList } from './encode-adapters.ts';
import { loadAdapterSchema, unloadAdapterSchema } from './load-wire.ts';
import { requireControl } from './require-control.ts';

/** `GET /v1/adapters` */
export function answerAdapterList({ adapters }: RouterSettings, response: Response): void {
  sendJson(response, 200, encodeAdapterList(adapters?.list() ?? []));
}

/** `POST /v1/load_lora_adapter`, vLLM's; the answer is text, as there. */
export async function answerLoadAdapter(settings: RouterSettings, request: Request, response: Response): Promise<void> {
  const signal = disconnectSignal(response);
  const wire = validateWire(loadAdapterSchema, await readJsonBody(request, settings.limits));
  const adapter = { name: wire.lora_name, path: wire.lora_path, replace: wire.load_inplace ?? false };
  await requireControl(settings.adapters).load(adapter, signal);
  sendText(response, `Success: LoRA adapter '${wire.lora_name}' added successfully.`);
}

/** `POST /v1/unload_lora_adapter`, vLLM's; the answer is text, as there. */
export async function answerUnloadAdapter(
  settings: RouterSettings,
  request: Request,
  response: Response,
): Promise<void> {
  const wire = validateWire(unloadAdapterSchema, await readJsonBody(request, settings.limits));
  await requireControl(settings.adapters).unload(wire.lora_name);
  sendText(response, `Success: LoRA adapter '${wire.lora_name}' removed successfully.`);
}

function sendText(response: Response, text: string): void {
  response.status(200).type('text/plain').setHeader('cache-control', 'no-store').end(text);
}

import { z } from 'zod';
import { requestProblem } from '../errors/request-problem.ts';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import { reportIgnored } from '../http/ignored-header.ts';
import { readJsonBody } from '../http/read-json-body.ts';
import { sendJson } from '../http/send-json.ts';
import type { ModelListing } from '../models/model-provider.ts';
import { applyParameterTable } from '../parameters/apply-parameter-table.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import { optional, type WireShape } from '../parameters/wire-shape.ts';
import { acquireByOllamaName } from './acquire-model.ts';
import { encodeDescription, encodeListedModel, encodeRunningModel } from './describe-model.ts';
import type { OllamaCall } from './ollama-call.ts';
import { ollamaShowParameters } from './request-parameters.ts';

/** `GET /api/tags` */
export async function answerTags({ settings, response }: OllamaCall): Promise<void> {
  sendJson(response, 200, { models: (await settings.models.list()).map(encodeListedModel) });
}

/** `GET /api/ps`: the models that are loaded; loads none. */
export async function answerRunning({ settings, response }: OllamaCall): Promise<void> {
  const listings = await settings.models.list();
  const models = listings.flatMap((listing) =>
    isLoaded(listing) ? [encodeRunningModel(listing, listing.contextSize ?? 0)] : [],
  );
  sendJson(response, 200, { models });
}

/** Without a state of its own a model is loaded when its context is known. */
function isLoaded({ state, contextSize }: ModelListing): boolean {
  return state === undefined ? contextSize !== undefined : state === 'loaded';
}

/** The honoured parameters of `POST /api/show`. */
export interface OllamaShowRequest {
  model?: string | null | undefined;
  name?: string | null | undefined;
}

const shape: WireShape<OllamaShowRequest> = {
  model: optional(z.string(), 'Which model; `default` for the default one.'),
  name: optional(z.string(), 'The same as model, as older clients send it.'),
};

export const ollamaShowRequestSchema: z.ZodType<OllamaShowRequest> = z.object(shape);

/** `POST /api/show`; waits for the model where it is not loaded yet. */
export async function answerShow({ settings, request, response }: OllamaCall): Promise<void> {
  const signal = disconnectSignal(response);
  const body = await readJsonBody(request, settings.limits);
  const { honoured, ignored } = applyParameterTable(ollamaShowParameters, body);
  const wire = validateWire(ollamaShowRequestSchema, honoured);
  reportIgnored(response, ignored);
  const name = requireName(wire);
  await using model = await acquireByOllamaName(settings.models, name, signal);
  const listing = (await settings.models.list()).find(({ id }) => id === model.info.id);
  sendJson(response, 200, encodeDescription(model.info, listing));
}

/** Errors: `INVALID_REQUEST` when neither name is there. */
export function requireName({ model, name }: OllamaShowRequest): string {
  const found = model ?? name;
  if (!found) throw requestProblem('missing_required_parameter', 'model: Missing required parameter', 'model');
  return found;
}

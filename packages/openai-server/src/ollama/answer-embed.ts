import type { EmbedResult } from '@tuneloop/protocol';
import { clientOf } from '../auth/require-scope.ts';
import { requestProblem } from '../errors/request-problem.ts';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import { reportIgnored } from '../http/ignored-header.ts';
import { readJsonBody } from '../http/read-json-body.ts';
import { sendJson } from '../http/send-json.ts';
import { requireEmbedding } from '../models/require-capability.ts';
import { applyParameterTable } from '../parameters/apply-parameter-table.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import { acquireByOllamaName } from './acquire-model.ts';
import {
  ollamaEmbeddingsRequestSchema,
  ollamaEmbedRequestSchema,
  type OllamaEmbeddingsResponse,
  type OllamaEmbedResponse,
} from './embed-wire.ts';
import { applyKeepAlive, decodeKeepAlive, type KeepAliveWire } from './keep-alive.ts';
import { nanoseconds } from './nanoseconds.ts';
import type { OllamaCall } from './ollama-call.ts';
import { ollamaEmbeddingsParameters, ollamaEmbedParameters } from './request-parameters.ts';

/** `POST /api/embed`; stops when the client goes away. */
export async function answerEmbed(call: OllamaCall): Promise<void> {
  const startedAt = performance.now();
  const body = await readJsonBody(call.request, call.settings.limits);
  const { honoured, ignored } = applyParameterTable(ollamaEmbedParameters, body);
  const { model, input, dimensions, keep_alive } = validateWire(ollamaEmbedRequestSchema, honoured);
  const inputs = typeof input === 'string' ? [input].filter((text) => text !== '') : input;
  const result = await embed(call, model ?? undefined, inputs, { keep_alive, ignored });
  const length = result.embeddings[0]?.length;
  if (dimensions && length !== undefined && dimensions !== length) {
    const message = `This model's embeddings have ${length} dimensions and cannot be shortened; leave "dimensions" out.`;
    throw requestProblem('unsupported_parameter', message, 'dimensions');
  }
  sendJson(call.response, 200, {
    model: result.model,
    embeddings: result.embeddings.map((vector) => [...vector]),
    total_duration: nanoseconds(performance.now() - startedAt),
    load_duration: nanoseconds(result.loadMs),
    prompt_eval_count: result.usage.promptTokens,
  } satisfies OllamaEmbedResponse);
}

/** `POST /api/embeddings`: one text, the older form. */
export async function answerEmbeddings(call: OllamaCall): Promise<void> {
  const body = await readJsonBody(call.request, call.settings.limits);
  const { honoured, ignored } = applyParameterTable(ollamaEmbeddingsParameters, body);
  const { model, prompt, keep_alive } = validateWire(ollamaEmbeddingsRequestSchema, honoured);
  const { embeddings } = await embed(call, model ?? undefined, prompt === '' ? [] : [prompt], {
    keep_alive,
    ignored,
  });
  sendJson(call.response, 200, { embedding: [...(embeddings[0] ?? [])] } satisfies OllamaEmbeddingsResponse);
}

/** To Ollama an empty request only loads the model. */
async function embed(
  { settings, request, response }: OllamaCall,
  name: string | undefined,
  inputs: string[],
  { keep_alive, ignored }: { keep_alive: KeepAliveWire; ignored: string[] },
): Promise<EmbedResult & { model: string; loadMs: number }> {
  const signal = disconnectSignal(response);
  const keepAlive = decodeKeepAlive(keep_alive);
  const askedAt = performance.now();
  await using model = await acquireByOllamaName(settings.models, name, signal);
  const loadMs = performance.now() - askedAt;
  await applyKeepAlive(settings.models, keepAlive, { model: model.info.id, ignored });
  reportIgnored(response, ignored);
  requireEmbedding(model.info);
  const result: EmbedResult =
    inputs.length === 0
      ? { embeddings: [], usage: { promptTokens: 0 } }
      : await model.embed({ inputs, owner: clientOf(request)?.id }, { signal });
  return { ...result, model: model.info.id, loadMs };
}

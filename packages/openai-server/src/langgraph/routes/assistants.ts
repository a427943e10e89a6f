import { createHash } from 'node:crypto';
import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { readJsonBody } from '../../http/read-json-body.ts';
import { sendJson } from '../../http/send-json.ts';
import type { LabSettings } from '../../lab/lab-options.ts';
import { validateWire } from '../../parameters/validate-wire.ts';
import { optional, type WireShape } from '../../parameters/wire-shape.ts';
import type { LangGraphCall } from '../langgraph-call.ts';
import { runSettingsSchema } from '../runs/run-wire.ts';

/** The one graph of this server: a model that may use tools. */
export const graphId = 'agent';

export interface AssistantDict {
  assistant_id: string;
  graph_id: string;
  name: string;
  description: string;
  config: { configurable: Record<string, unknown> };
  context: Record<string, unknown>;
  metadata: Record<string, unknown>;
  version: number;
  created_at: string;
  updated_at: string;
}

export interface ResolvedAssistant {
  dict: AssistantDict;
  /** `undefined`: the default model. */
  model: string | undefined;
}

/** Of the assistant that uses the default model. */
export const agentId: string = assistantId(graphId);

/** `agent`, which uses the default model, and one assistant for each model by its name. */
async function listAssistants({ models }: Pick<LabSettings, 'models'>): Promise<ResolvedAssistant[]> {
  const listed = await models.list();
  const oldest = listed[0]?.createdAt ?? new Date(0);
  const agent = describe(graphId, 'The default model, with the tools of this server.', oldest);
  return [
    { dict: agent, model: undefined },
    ...listed.map(({ id, createdAt }) => ({
      dict: describe(id, `The model ${id}, with the tools of this server.`, createdAt),
      model: id,
    })),
  ];
}

/**
 * By the graph's name, an assistant's id, or a model's name.
 *
 * Errors: `NOT_FOUND`.
 */
export async function findAssistant(settings: Pick<LabSettings, 'models'>, id: string): Promise<ResolvedAssistant> {
  const found = (await listAssistants(settings)).find(({ dict }) => dict.assistant_id === id || dict.name === id);
  if (found) return found;
  const message = `There is no assistant "${id.slice(0, 100)}": it is "agent", or the name of a model (GET /v1/models).`;
  throw new TuneloopError('NOT_FOUND', message, { details: { param: 'assistant_id' } });
}

/** The body of `POST /assistants/search`. */
export interface AssistantSearchWire {
  graph_id?: string | null | undefined;
  name?: string | null | undefined;
  metadata?: Record<string, unknown> | null | undefined;
  limit?: number | null | undefined;
  offset?: number | null | undefined;
}

const searchShape: WireShape<AssistantSearchWire> = {
  graph_id: optional(z.string()),
  name: optional(z.string(), 'A part of it.'),
  metadata: optional(z.record(z.string(), z.unknown())),
  limit: optional(z.int().min(1).max(1000), 'Default 10.'),
  offset: optional(z.int().min(0)),
};

export const assistantSearchSchema: z.ZodType<AssistantSearchWire> = z.looseObject(searchShape);

/** `GET /assistants`, `POST /assistants/search`. Errors: `INVALID_REQUEST`. */
export async function answerAssistants({ settings, request, response }: LangGraphCall): Promise<void> {
  const { found, limit, offset } = await search(
    settings,
    request.method === 'GET' ? {} : await readJsonBody(request, settings.limits),
  );
  const page = found.slice(offset, offset + limit);
  if (offset + limit < found.length) response.setHeader('x-pagination-next', String(offset + limit));
  sendJson(response, 200, page);
}

/** `POST /assistants/count`. Errors: `INVALID_REQUEST`. */
export async function answerCountAssistants({ settings, request, response }: LangGraphCall): Promise<void> {
  const { found } = await search(settings, await readJsonBody(request, settings.limits));
  sendJson(response, 200, found.length);
}

/** `GET /assistants/{id}`. Errors: `NOT_FOUND`. */
export async function answerAssistant(call: LangGraphCall): Promise<void> {
  sendJson(call.response, 200, (await assistantOf(call)).dict);
}

/** `GET /assistants/{id}/graph`. Errors: `NOT_FOUND`. */
export async function answerGraph(call: LangGraphCall): Promise<void> {
  await assistantOf(call);
  const nodes = [
    { id: '__start__', type: 'schema', data: '__start__' },
    { id: 'agent', type: 'runnable', data: { id: ['agent'], name: 'agent' } },
    { id: 'tools', type: 'runnable', data: { id: ['tools'], name: 'tools' } },
    { id: '__end__', type: 'schema', data: '__end__' },
  ];
  const edges = [
    { source: '__start__', target: 'agent' },
    { source: 'agent', target: 'tools', conditional: true },
    { source: 'tools', target: 'agent' },
    { source: 'agent', target: '__end__', conditional: true },
  ];
  sendJson(call.response, 200, { nodes, edges });
}

/** `GET /assistants/{id}/schemas`. Errors: `NOT_FOUND`. */
export async function answerSchemas(call: LangGraphCall): Promise<void> {
  await assistantOf(call);
  const state = {
    title: 'State',
    type: 'object',
    properties: { messages: { type: 'array', items: { type: 'object' } } },
    required: ['messages'],
  };
  const settings = z.toJSONSchema(runSettingsSchema, { io: 'input' });
  sendJson(call.response, 200, {
    graph_id: graphId,
    input_schema: state,
    output_schema: state,
    state_schema: state,
    config_schema: settings,
    context_schema: settings,
  });
}

/** `GET /assistants/{id}/subgraphs`: there are none. Errors: `NOT_FOUND`. */
export async function answerSubgraphs(call: LangGraphCall): Promise<void> {
  await assistantOf(call);
  sendJson(call.response, 200, {});
}

async function assistantOf({ settings, request }: LangGraphCall): Promise<ResolvedAssistant> {
  return findAssistant(settings, String(request.params['assistant']));
}

async function search(
  settings: LabSettings,
  body: unknown,
): Promise<{ found: AssistantDict[]; limit: number; offset: number }> {
  const query = validateWire(assistantSearchSchema, body);
  const { graph_id: graph, name, metadata } = query;
  const found = (await listAssistants(settings))
    .map(({ dict }) => dict)
    .filter((dict) => (graph ?? dict.graph_id) === dict.graph_id && dict.name.includes(name ?? ''))
    .filter((dict) => Object.entries(metadata ?? {}).every(([key, value]) => dict.metadata[key] === value));
  return { found, limit: query.limit ?? 10, offset: query.offset ?? 0 };
}

function describe(name: string, description: string, createdAt: Date): AssistantDict {
  const time = createdAt.toISOString();
  return {
    assistant_id: assistantId(name),
    graph_id: graphId,
    name,
    description,
    config: { configurable: {} },
    context: {},
    metadata: { created_by: 'system' },
    version: 1,
    created_at: time,
    updated_at: time,
  };
}

/** A UUID that is the same whenever it is asked for. */
function assistantId(name: string): string {
  const hash = createHash('sha256').update(`assistant ${name}`).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

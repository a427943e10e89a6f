import { TuneloopError, type ModelInfo } from '@tuneloop/protocol';
import type { Request, Response } from 'express';
import { randomUUID } from 'node:crypto';
import { clientOf } from '../auth/require-scope.ts';
import { generateLogged } from '../generation/logged-generation.ts';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import { reportIgnored } from '../http/ignored-header.ts';
import { readJsonBody } from '../http/read-json-body.ts';
import { productOf } from '../http/user-agent.ts';
import { sendJson } from '../http/send-json.ts';
import { loggedModel } from '../lab/chat/logged-model.ts';
import { mayApprove } from '../lab/chat/require-approver.ts';
import type { McpTool } from '../mcp-tools/mcp-tool.ts';
import { openToolset, type Toolset } from '../mcp-tools/toolset.ts';
import { acquireModel } from '../models/acquire-model.ts';
import { requireAdapters, requireGeneration } from '../models/require-capability.ts';
import type { RouterSettings } from '../router/router-options.ts';
import type { ToolLoopEvent } from '../tool-loop/tool-loop-event.ts';
import { messagesOf } from './conversation.ts';
import { decodeResponseRequest, type DecodedResponseRequest } from './decode-request.ts';
import { responseIdPrefix } from './item-id.ts';
import type { Item } from './item.ts';
import { resolveContext } from './resolve-context.ts';
import { createResponseEncoder, type ResponseEncoder } from './response-encoder.ts';
import { sendResponseStream } from './send-response-stream.ts';
import { beginTurnWithTools } from './turn-with-tools.ts';

/**
 * `POST /v1/responses`, whole or as a stream; stops generating when the client goes away. What is stored is stored
 * before its end is sent, so that a client may continue it at once.
 */
export async function answerResponse(settings: RouterSettings, request: Request, response: Response): Promise<void> {
  const arrivedAt = new Date();
  const signal = disconnectSignal(response);
  const id = `${responseIdPrefix}${randomUUID().replaceAll('-', '')}`;
  const decoded = decodeResponseRequest(await readJsonBody(request, settings.limits), {
    responseId: id,
    hasServers: settings.toolServers !== undefined,
  });
  reportIgnored(response, decoded.ignored);

  const owner = clientOf(request)?.id;
  const responses = { store: settings.responseStore, owner };
  const { instructions, previous_response_id: previousId, store } = decoded.settings;
  const context = await resolveContext(responses, previousId, decoded.input);
  const messages = messagesOf(context);
  if (instructions !== null) messages.unshift({ role: 'system', content: instructions });
  if (messages.length === 0) throw noInput();

  await using model = await acquireModel(settings.models, decoded.model, signal);
  requireSight(model.info, context);
  const generation = { ...decoded.request, id, owner, prompt: { type: 'messages' as const, messages } };
  requireGeneration(model.info, generation);
  requireAdapters(model, generation);

  await using toolset = await openServers(settings, decoded.servers, { request, signal });
  const head = { id, createdAt: arrivedAt, model: model.info.id };
  const encoder = createResponseEncoder(head, decoded.settings, { toolset, context });
  const { eventSinks: sinks, recordTokens, logger } = settings;
  const origin = { ...decoded.origin, client: productOf(request.headers) };
  const log = { sinks, recordTokens, logger, arrivedAt, origin };
  const events = toolset
    ? beginTurnWithTools({
        model: loggedModel(model, { ...log, id, isForClient: ({ name }) => isFunction(decoded, name) }),
        request: generation,
        instructions,
        context,
        output: () => encoder.response().output,
        toolset,
        demanded: decoded.demanded,
        maxCalls: decoded.settings.max_tool_calls,
        maxIterations: settings.maxToolIterations,
        signal,
      })
    : generateLogged(model, generation, signal, log);
  const save = async (): Promise<void> => {
    if (store) await responses.store.put(owner, { response: encoder.response(), input: context });
  };
  if (decoded.stream) await sendResponseStream({ response, events, encoder, save, settings });
  else await sendResponse({ response, events, encoder, save });
}

async function sendResponse(answer: {
  response: Response;
  events: AsyncIterable<ToolLoopEvent>;
  encoder: ResponseEncoder;
  save: () => Promise<void>;
}): Promise<void> {
  const { response, events, encoder, save } = answer;
  for await (const event of events) encoder.encode(event);
  encoder.finish();
  await save();
  sendJson(response, 200, encoder.response());
}

/** The servers of tools that the request names, if it names any. */
async function openServers(
  { toolServers }: RouterSettings,
  servers: readonly McpTool[],
  { request, signal }: { request: Request; signal: AbortSignal },
): Promise<Toolset | undefined> {
  if (!toolServers || servers.length === 0) return undefined;
  return openToolset(toolServers, servers, { signal, mayApprove: mayApprove(request) });
}

function isFunction({ request }: DecodedResponseRequest, name: string): boolean {
  return request.tools?.some((tool) => tool.name === name) === true;
}

function noInput(): TuneloopError {
  return new TuneloopError('INVALID_REQUEST', 'input: must hold at least one message', { details: { param: 'input' } });
}

function requireSight(info: ModelInfo, items: readonly Item[]): void {
  const hasImage = items.some(
    (item) =>
      item.type === 'message' && item.role !== 'assistant' && item.content.some(({ type }) => type === 'input_image'),
  );
  if (info.capabilities.images || !info.capabilities.generate || !hasImage) return;
  throw new TuneloopError('UNSUPPORTED', `The model "${info.id}" cannot see images; send text only.`, {
    details: { param: 'input' },
  });
}

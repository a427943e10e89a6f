import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { clientOf } from '../auth/require-scope.ts';
import { requestProblem } from '../errors/request-problem.ts';
import { answerDecoded, type AnsweredCall } from '../generation/answer-request.ts';
import type { AnswerHead } from '../generation/choice-event.ts';
import { sendBody, sendStream } from '../generation/send-answer.ts';
import { systemFingerprint } from '../generation/system-fingerprint.ts';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import { reportIgnored } from '../http/ignored-header.ts';
import { readJsonBody } from '../http/read-json-body.ts';
import { productOf } from '../http/user-agent.ts';
import { loggedModel } from '../lab/chat/logged-model.ts';
import type { ToolServers } from '../mcp-tools/tool-servers.ts';
import { openToolset } from '../mcp-tools/toolset.ts';
import { acquireModel } from '../models/acquire-model.ts';
import { requireAdapters, requireGeneration } from '../models/require-capability.ts';
import type { RouterSettings } from '../router/router-options.ts';
import { runToolLoop } from '../tool-loop/run-tool-loop.ts';
import { chatCompletionCodec } from './codec.ts';
import { decodeChatCompletion, type DecodedChatCompletion } from './decode-request.ts';
import { createTurnBodyEncoder, createTurnChunkEncoder } from './turn-encoders.ts';
import { clientEvents } from './turn-events.ts';

/**
 * `POST /v1/chat/completions`, whole or as a stream; stops generating when the client goes away. With tools of the type
 * `mcp` this server runs the calls of these, and answers with what the model says in the end.
 */
export async function answerChatCompletion(
  settings: RouterSettings,
  request: Request,
  response: Response,
): Promise<void> {
  const { toolServers } = settings;
  const call = { settings, request, response, arrivedAt: new Date(), signal: disconnectSignal(response) };
  const body = await readJsonBody(request, settings.limits);
  const decoded = decodeChatCompletion(body, { hasServers: toolServers !== undefined });
  if (toolServers && decoded.servers.length > 0) await answerWithServers(toolServers, decoded, call);
  else await answerDecoded(chatCompletionCodec, decoded, call);
}

async function answerWithServers(
  toolServers: ToolServers,
  decoded: DecodedChatCompletion,
  call: AnsweredCall,
): Promise<void> {
  const { settings, request, response, arrivedAt, signal } = call;
  const [generation, ...others] = decoded.choices;
  if (!generation || others.length > 0) {
    throw requestProblem('conflicting_parameters', '"n" must be 1 with tools of the type "mcp".', 'n');
  }
  reportIgnored(response, decoded.ignored);
  await using model = await acquireModel(settings.models, decoded.model, signal);
  requireGeneration(model.info, generation);
  requireAdapters(model, generation);
  // Nobody can be asked in the middle of a completion: what the policy asks about is refused.
  await using toolset = await openToolset(toolServers, decoded.servers, { signal, mayApprove: false });

  const id = `${chatCompletionCodec.idPrefix}${randomUUID().replaceAll('-', '')}`;
  const head: AnswerHead = {
    id,
    created: Math.floor(arrivedAt.getTime() / 1000),
    model: model.info.id,
    systemFingerprint: systemFingerprint(model.info),
  };
  const isFunction = (name: string): boolean => generation.tools?.some((tool) => tool.name === name) === true;
  const { eventSinks: sinks, recordTokens, logger, maxToolIterations: maxIterations } = settings;
  const origin = { ...decoded.origin, client: productOf(request.headers) };
  const log = { sinks, recordTokens, logger, arrivedAt, origin };
  const logged = loggedModel(model, { ...log, id, isForClient: ({ name }) => isFunction(name) });
  const { executor } = toolset;
  const owner = clientOf(request)?.id;
  const turn = runToolLoop(logged, { ...generation, owner }, { executor, approvals: 'refuse', maxIterations, signal });
  const events = clientEvents(turn, isFunction);
  if (decoded.delivery.stream) {
    await sendStream(response, events, createTurnChunkEncoder(head, decoded.delivery, toolset), settings);
  } else {
    await sendBody(response, events, createTurnBodyEncoder(head, toolset));
  }
}

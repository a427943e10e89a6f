import { randomUUID } from 'node:crypto';
import { TuneloopError, type ConversationOwner } from '@tuneloop/protocol';
import { z } from 'zod';
import { refusalOf, throwIfRefused } from '../../auth/request-key.ts';
import { ownerOf } from '../../conversations/answer-conversations.ts';
import { disconnectSignal } from '../../http/disconnect-signal.ts';
import { readJsonBody } from '../../http/read-json-body.ts';
import { sendJson } from '../../http/send-json.ts';
import { validateWire } from '../../parameters/validate-wire.ts';
import { openEventStream } from '../../sse/event-stream.ts';
import type { LangGraphCall } from '../langgraph-call.ts';
import { beginRun, cancelRun } from '../runs/begin-run.ts';
import { decodeRunRequest, type RunRequest } from '../runs/run-wire.ts';
import { decodeStreamModes, modeOf, streamModes, type StreamMode } from '../runs/stream-mode.ts';
import type { ThreadRun } from '../runs/thread-run.ts';
import { readThread } from '../state/read-thread.ts';
import { encodeStateOf } from '../state/thread-dict.ts';
import { findAssistant } from './assistants.ts';
import { threadIdOf } from './threads.ts';

/** A run as `GET /threads/{id}/runs/{run}` shows it. */
export interface RunDict {
  run_id: string;
  thread_id: string;
  assistant_id: string;
  created_at: string;
  updated_at: string;
  status: ThreadRun['status'];
  metadata: Record<string, unknown>;
  multitask_strategy: ThreadRun['multitask'];
}

/** `POST /threads/{id}/runs`, `POST /runs`: begins it, and waits for nothing. Errors: as of `beginRun`, `NOT_FOUND`. */
export async function answerCreateRun(call: LangGraphCall): Promise<void> {
  const { run } = await begin(call);
  locate(call, run);
  sendJson(call.response, 200, encodeRun(run));
}

/** `POST /threads/{id}/runs/stream`, `POST /runs/stream`. Errors: as of `beginRun`, `NOT_FOUND`. */
export async function answerStreamRun(call: LangGraphCall): Promise<void> {
  const signal = disconnectSignal(call.response);
  const { run, request } = await begin(call);
  locate(call, run);
  if (request.cancelOnDisconnect) signal.addEventListener('abort', () => run.cancel(), { once: true });
  await sendEvents(call, run, { after: 0, modes: run.modes, signal });
}

/** `POST /threads/{id}/runs/wait`, `POST /runs/wait`: the state at its end. Errors: as of `beginRun`, `NOT_FOUND`. */
export async function answerWaitRun(call: LangGraphCall): Promise<void> {
  const signal = disconnectSignal(call.response);
  const { run, request } = await begin(call);
  locate(call, run);
  if (request.cancelOnDisconnect) signal.addEventListener('abort', () => run.cancel(), { once: true });
  await sendOutcome(call, run, signal);
}

const runListSchema = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(10),
  offset: z.coerce.number().int().min(0).default(0),
  status: z.string().optional(),
});

/** `GET /threads/{id}/runs`: the latest first. Errors: `NOT_FOUND`, `INVALID_REQUEST`. */
export async function answerRuns(call: LangGraphCall): Promise<void> {
  const { settings, runs, request, response } = call;
  const owner = ownerOf(request);
  const thread = threadIdOf(call);
  await settings.conversations.get(owner, thread);
  const { limit, offset, status } = validateWire(runListSchema, request.query);
  const found = runs.of(owner, thread).toReversed();
  const page = found.filter((run) => status === undefined || run.status === status);
  sendJson(response, 200, page.slice(offset, offset + limit).map(encodeRun));
}

/** `GET /threads/{id}/runs/{run}`. Errors: `NOT_FOUND`. */
export async function answerRun(call: LangGraphCall): Promise<void> {
  sendJson(call.response, 200, encodeRun(runOf(call)));
}

/** `DELETE /threads/{id}/runs/{run}`: forgets it; one that is under way is cancelled. Errors: `NOT_FOUND`. */
export async function answerDeleteRun(call: LangGraphCall): Promise<void> {
  const run = runOf(call);
  run.cancel();
  await run.ended;
  call.runs.delete(run);
  call.response.status(204).end();
}

/** `GET /threads/{id}/runs/{run}/join`: the state at its end. Errors: `NOT_FOUND`. */
export async function answerJoinRun(call: LangGraphCall): Promise<void> {
  const signal = disconnectSignal(call.response);
  const run = runOf(call);
  cancelsWith(call, run, signal);
  await sendOutcome(call, run, signal);
}

/**
 * `GET /threads/{id}/runs/{run}/stream`: what comes behind `Last-Event-ID`; without one, or with `-1`, all of it.
 *
 * Errors: `NOT_FOUND`, `INVALID_REQUEST` (`stream_mode`).
 */
export async function answerJoinStream(call: LangGraphCall): Promise<void> {
  const { request, response } = call;
  const signal = disconnectSignal(response);
  const run = runOf(call);
  const modes = decodeStreamModes(request.query['stream_mode'], streamModes);
  locate(call, run);
  cancelsWith(call, run, signal);
  const last = Number.parseInt(request.get('last-event-id') ?? '', 10);
  await sendEvents(call, run, { after: Number.isInteger(last) ? last : 0, modes, signal });
}

/** `POST /threads/{id}/runs/{run}/cancel`. Errors: `NOT_FOUND`. */
export async function answerCancelRun(call: LangGraphCall): Promise<void> {
  const { request, response } = call;
  const run = runOf(call);
  const isRollback = request.query['action'] === 'rollback';
  const done = cancelRun(call, run, isRollback ? 'rollback' : 'interrupt');
  if (isTrue(request.query['wait']) || isRollback) await done;
  else done.catch((error: unknown) => call.settings.logger?.error({ err: error, run: run.id }, 'cancelling failed'));
  response.status(isTrue(request.query['wait']) ? 204 : 202).end();
}

async function begin(call: LangGraphCall): Promise<{ run: ThreadRun; request: RunRequest }> {
  const { settings, request: http } = call;
  const request = decodeRunRequest(await readJsonBody(http, settings.limits));
  const { dict, model } = await findAssistant(settings, request.assistant);
  const owner = ownerOf(http);
  const isStateless = http.params['thread'] === undefined;
  const thread = isStateless ? randomUUID() : threadIdOf(call);
  if (isStateless || request.createThread) await settings.conversations.open(owner, thread);
  else await settings.conversations.get(owner, thread);
  const run = await beginRun(call, request, { owner, thread, assistant: dict.assistant_id, model });
  if (isStateless && !request.keepThread) void forgetThread(call, owner, run);
  return { run, request };
}

/** A thread that was made for one run ends with it; the run can be asked about a while longer. */
async function forgetThread(call: LangGraphCall, owner: ConversationOwner, run: ThreadRun): Promise<void> {
  await run.ended;
  try {
    run.outcome = await outcomeOf(call, run);
    await call.settings.conversations.delete(owner, run.thread);
  } catch (error) {
    call.settings.logger?.error({ err: error, run: run.id }, 'a thread of one run could not be deleted');
  }
}

function runOf({ runs, request }: LangGraphCall): ThreadRun {
  const { run, thread } = request.params;
  return runs.get(ownerOf(request), String(run), thread === undefined ? undefined : String(thread));
}

/** Where a client finds the run again: what LangGraph's clients take from these headers. */
function locate({ response }: LangGraphCall, run: ThreadRun): void {
  const path = `/threads/${encodeURIComponent(run.thread)}/runs/${run.id}`;
  response.setHeader('content-location', path);
  response.setHeader('location', `${path}/stream`);
}

function cancelsWith({ request }: LangGraphCall, run: ThreadRun, signal: AbortSignal): void {
  if (!isTrue(request.query['cancel_on_disconnect'])) return;
  signal.addEventListener('abort', () => run.cancel(), { once: true });
}

async function sendEvents(
  { settings, response }: LangGraphCall,
  run: ThreadRun,
  { after, modes, signal }: { after: number; modes: ReadonlySet<StreamMode>; signal: AbortSignal },
): Promise<void> {
  const stream = openEventStream(response, { keepAliveMs: settings.keepAliveMs, ...settings.limits });
  try {
    for await (const { id, name, data } of run.follow(after, signal)) {
      const mode = modeOf(name);
      if (mode === undefined || modes.has(mode)) await stream.send({ id: String(id), name, data });
    }
    throwIfRefused(response);
    stream.end();
  } catch (error) {
    const refusal = refusalOf(response);
    if (refusal && !response.destroyed) {
      stream.end({ name: 'error', data: JSON.stringify({ error: refusal.code, message: refusal.message }) });
      return;
    }
    // Its status is sent already: a reader that left, or takes nothing, is cut off and may come back.
    if (TuneloopError.from(error).code !== 'ABORTED') settings.logger?.error({ err: error }, 'a stream broke off');
    response.destroy();
  }
}

async function sendOutcome(call: LangGraphCall, run: ThreadRun, signal: AbortSignal): Promise<void> {
  const left = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  await Promise.race([run.ended, left]);
  throwIfRefused(call.response);
  if (signal.aborted) return;
  sendJson(call.response, 200, run.outcome ?? (await outcomeOf(call, run)));
}

async function outcomeOf(call: LangGraphCall, run: ThreadRun): Promise<Record<string, unknown>> {
  const { settings } = call;
  const thread = await readThread(settings, run.owner, run.thread);
  const { values, interrupts } = encodeStateOf(call, run.owner, thread, thread.head);
  return {
    ...values,
    ...(interrupts.length > 0 && { __interrupt__: interrupts }),
    ...(run.error && { __error__: run.error }),
  };
}

function encodeRun(run: ThreadRun): RunDict {
  return {
    run_id: run.id,
    thread_id: run.thread,
    assistant_id: run.assistant,
    created_at: run.createdAt.toISOString(),
    updated_at: run.updatedAt.toISOString(),
    status: run.status,
    metadata: run.metadata,
    multitask_strategy: run.multitask,
  };
}

function isTrue(value: unknown): boolean {
  return value === '1' || value === 'true';
}

import { randomUUID } from 'node:crypto';
import { TuneloopError, type Conversation, type ConversationOwner } from '@tuneloop/protocol';
import { ownerOf } from '../../conversations/answer-conversations.ts';
import { conversationIdSchema } from '../../conversations/request-wire.ts';
import { requestProblem } from '../../errors/request-problem.ts';
import { readJsonBody } from '../../http/read-json-body.ts';
import { sendJson } from '../../http/send-json.ts';
import { validateWire } from '../../parameters/validate-wire.ts';
import type { LangGraphCall } from '../langgraph-call.ts';
import { newThreadSchema, threadChangeSchema, threadSearchSchema, type ThreadSearchWire } from './thread-wire.ts';
import { encodeThread, type ThreadDict } from '../state/thread-dict.ts';

export function threadIdOf({ request }: Pick<LangGraphCall, 'request'>): string {
  return validateWire(conversationIdSchema, String(request.params['thread']), ['thread_id']);
}

/** `POST /threads`. Errors: `INVALID_REQUEST` (`conflict`, when there is one already). */
export async function answerCreateThread(call: LangGraphCall): Promise<void> {
  const { settings, request, response } = call;
  const wire = validateWire(newThreadSchema, await readJsonBody(request, settings.limits));
  if ((wire.supersteps ?? []).length > 0) {
    throw requestProblem(
      'unsupported_parameter',
      'supersteps: is not supported; POST …/state adds messages.',
      'supersteps',
    );
  }
  const owner = ownerOf(request);
  const id = wire.thread_id ?? randomUUID();
  const isThere = await exists(call, owner, id);
  if (isThere && wire.if_exists !== 'do_nothing') {
    throw requestProblem('conflict', `There is a thread "${id}" already.`, 'thread_id');
  }
  if (!isThere) {
    await settings.conversations.open(owner, id);
    await settings.conversations.update(owner, id, { metadata: withoutNulls(wire.metadata ?? {}) });
  }
  sendJson(response, 200, await encodeThread(call, owner, id));
}

/** `GET /threads/{id}`. Errors: `NOT_FOUND`. */
export async function answerThread(call: LangGraphCall): Promise<void> {
  sendJson(call.response, 200, await encodeThread(call, ownerOf(call.request), threadIdOf(call)));
}

/** `PATCH /threads/{id}`. Errors: `NOT_FOUND`, `INVALID_REQUEST`. */
export async function answerChangeThread(call: LangGraphCall): Promise<void> {
  const { settings, request, response } = call;
  const owner = ownerOf(request);
  const id = threadIdOf(call);
  const body = await readJsonBody(request, settings.limits);
  const wire = validateWire(threadChangeSchema, body);
  const { metadata } = await settings.conversations.get(owner, id);
  await settings.conversations.update(owner, id, { metadata: withoutNulls({ ...metadata, ...wire.metadata }) });
  sendJson(response, 200, await encodeThread(call, owner, id));
}

/** `DELETE /threads/{id}`: with its runs. Errors: `NOT_FOUND`. */
export async function answerDeleteThread(call: LangGraphCall): Promise<void> {
  await deleteThread(call, ownerOf(call.request), threadIdOf(call));
  call.response.status(204).end();
}

/** Errors: `NOT_FOUND`. */
async function deleteThread(
  { settings, runs, turns }: Pick<LangGraphCall, 'settings' | 'runs' | 'turns'>,
  owner: ConversationOwner,
  id: string,
): Promise<void> {
  await settings.conversations.get(owner, id);
  const all = runs.of(owner, id);
  for (const run of all) run.cancel();
  const chat = turns.find({ owner, id });
  chat?.cancel();
  await Promise.all([chat?.ended, ...all.filter(({ isActive }) => isActive).map(({ ended }) => ended)]);
  await settings.conversations.delete(owner, id);
  for (const run of all) runs.delete(run);
}

/** `POST /threads/{id}/copy`: with its history up to now. Errors: `NOT_FOUND`. */
export async function answerCopyThread(call: LangGraphCall): Promise<void> {
  const { settings, request, response } = call;
  const owner = ownerOf(request);
  const id = randomUUID();
  const { metadata } = await settings.conversations.get(owner, threadIdOf(call));
  await settings.conversations.fork(owner, threadIdOf(call), { id });
  await settings.conversations.update(owner, id, { metadata: metadata ?? null });
  sendJson(response, 200, await encodeThread(call, owner, id));
}

/** `POST /threads/search`: those that were changed last come first. Errors: `INVALID_REQUEST`. */
export async function answerSearchThreads(call: LangGraphCall): Promise<void> {
  const { settings, request, response } = call;
  const body = await readJsonBody(request, settings.limits);
  const query = validateWire(threadSearchSchema, body);
  const found = await searchThreads(call, ownerOf(request), query);
  const { limit = 10, offset = 0 } = { limit: query.limit ?? undefined, offset: query.offset ?? undefined };
  if (offset + limit < found.length) response.setHeader('x-pagination-next', String(offset + limit));
  const page: ThreadDict[] = [];
  for (const { id } of found.slice(offset, offset + limit)) page.push(await encodeThread(call, ownerOf(request), id));
  sendJson(
    response,
    200,
    page.map((thread) => selected(thread, query.select)),
  );
}

/** `POST /threads/count`. Errors: `INVALID_REQUEST`. */
export async function answerCountThreads(call: LangGraphCall): Promise<void> {
  const { settings, request, response } = call;
  const body = await readJsonBody(request, settings.limits);
  const query = validateWire(threadSearchSchema, body);
  sendJson(response, 200, (await searchThreads(call, ownerOf(request), query)).length);
}

async function searchThreads(
  call: LangGraphCall,
  owner: ConversationOwner,
  query: ThreadSearchWire,
): Promise<Conversation[]> {
  // What every thread has here is nothing to look for.
  const { graph_id: graph, assistant_id: _assistant, ...metadata } = query.metadata ?? {};
  if (graph !== undefined && graph !== 'agent' && !(await isModel(call, graph))) return [];
  const wanted = Object.entries(metadata);
  const all: Conversation[] = [];
  for (let after: string | undefined, hasMore = true; hasMore;) {
    const page = await call.settings.conversations.list(owner, { after, limit: 100 });
    all.push(...page.conversations);
    after = page.conversations.at(-1)?.id;
    ({ hasMore } = page);
  }
  const ids = query.ids && new Set(query.ids);
  let found = all
    .filter(({ id }) => !ids || ids.has(id))
    .filter((conversation) => {
      const kept = conversation.metadata ?? {};
      return wanted.every(([key, value]) => JSON.stringify(kept[key]) === JSON.stringify(value));
    });
  const { status } = query;
  if (status) {
    const matching: Conversation[] = [];
    for (const one of found) if ((await encodeThread(call, owner, one.id)).status === status) matching.push(one);
    found = matching;
  }
  return sorted(found, query);
}

/** The store gives those that were changed last first. */
function sorted(found: Conversation[], { sort_by: by, sort_order: order }: ThreadSearchWire): Conversation[] {
  const keyOf = (one: Conversation): string => (by === 'thread_id' ? one.id : one.createdAt);
  const byKey = by === 'thread_id' || by === 'created_at';
  const descending = byKey ? found.toSorted((one, other) => (keyOf(one) < keyOf(other) ? 1 : -1)) : found;
  return order === 'asc' ? descending.toReversed() : descending;
}

async function isModel({ settings }: LangGraphCall, name: unknown): Promise<boolean> {
  return (await settings.models.list()).some(({ id }) => id === name);
}

function selected<T extends object>(value: T, select: readonly string[] | null | undefined): Partial<T> {
  if (!select) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => select.includes(key))) as Partial<T>;
}

async function exists({ settings }: LangGraphCall, owner: ConversationOwner, id: string): Promise<boolean> {
  try {
    await settings.conversations.get(owner, id);
    return true;
  } catch (error) {
    if (TuneloopError.isInstance(error) && error.code === 'NOT_FOUND') return false;
    throw error;
  }
}

function withoutNulls(metadata: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== null));
}

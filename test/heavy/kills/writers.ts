import { randomUUID } from 'node:crypto';
import { BrokenConnection, type Answer, type CountingClient, type Request } from '../room/counting-client.ts';
import type { Random } from '../room/random.ts';
import type { Acknowledged } from './acknowledged.ts';

/** Somebody who changes things, one after the other, and writes down what was acknowledged. */
export interface Writer {
  name: string;
  client: CountingClient;
  random: Random;
  acknowledged: Acknowledged;
  /** Told of answers that no kill explains. */
  onSurprise(what: string): void;
}

/** One change. A connection that breaks on the way acknowledges nothing. */
export type Change = (writer: Writer) => Promise<void>;

/** What a client may see while something else dies: a clean status that says "later". */
const excuses = new Set([429, 503, 504, 529]);

async function send(writer: Writer, request: Request): Promise<Answer | undefined> {
  const answer = await writer.client.send(request);
  if (answer.status < 300) return answer;
  if (!excuses.has(answer.status)) {
    writer.onSurprise(
      `${request.method} ${request.path ?? request.route}: ${answer.status} ${answer.text.slice(0, 300)}`,
    );
  } else if (typeof (answer.json['error'] as { code?: unknown } | undefined)?.code !== 'string') {
    writer.onSurprise(`${request.route}: ${answer.status} without an error by code: ${answer.text.slice(0, 200)}`);
  }
  return undefined;
}

/** A turn of a stored conversation: acknowledged when its stream has ended well. */
const turn: Change = async (writer) => {
  const { acknowledged, random } = writer;
  const conversation = `${writer.name}-${random.between(0, 3)}`;
  const text = `Please say ${random.between(2, 8)} words. ${randomUUID()}`;
  const body = {
    conversation_id: conversation,
    messages: [{ role: 'user', content: text }],
    max_tokens: 8,
    stream: random.next() < 0.5,
  };
  const answer = await send(writer, { method: 'POST', route: '/chat', body });
  if (!answer) return;
  if (body.stream && !answer.text.includes('event: done')) {
    if (!answer.text.includes('event: error'))
      writer.onSurprise(`/chat ended without done or error: ${answer.text.slice(-200)}`);
    return;
  }
  const texts = acknowledged.conversations.get(conversation) ?? [];
  texts.push(text);
  acknowledged.conversations.set(conversation, texts);
  const id = /"id":"(chat_[^"]+)"/.exec(answer.text)?.[1];
  if (id) acknowledged.answers.add(id);
};

/** A stream of OpenAI's API: acknowledged by `[DONE]`, or cut, or an event with an error. */
const completion: Change = async (writer) => {
  const body = {
    messages: [{ role: 'user', content: `Please say ${writer.random.between(3, 30)} words.` }],
    max_tokens: 16,
    stream: true,
  };
  const answer = await send(writer, { method: 'POST', route: '/v1/chat/completions', body });
  if (!answer) return;
  if (!answer.text.endsWith('data: [DONE]\n\n')) {
    if (!answer.text.includes('"error"')) writer.onSurprise(`a stream ended with ${answer.text.slice(-200)}`);
    return;
  }
  const id = /"id":"(chatcmpl-[^"]+)"/.exec(answer.text)?.[1];
  if (id) writer.acknowledged.answers.add(id);
};

const rating: Change = async (writer) => {
  const { acknowledged, random } = writer;
  const id = [...acknowledged.answers].at(-random.between(1, 10));
  if (id === undefined) return;
  const path = `/v1/interactions/${id}/ratings`;
  const route = '/v1/interactions/{id}/ratings';
  const answer = await send(writer, { method: 'POST', route, path, body: { score: random.between(1, 6) } });
  if (answer) acknowledged.ratings.set(id, (acknowledged.ratings.get(id) ?? 0) + 1);
};

const key: Change = async (writer) => {
  const { acknowledged, random } = writer;
  const [old] = acknowledged.keys;
  if (old && random.next() < 0.4) {
    // From here on nobody can say whether it is still there.
    acknowledged.keys.delete(old[0]);
    const path = `/v1/keys/${old[0]}`;
    if (await send(writer, { method: 'DELETE', route: '/v1/keys/{id}', path })) acknowledged.revoked.add(old[1]);
    return;
  }
  const body = { name: randomUUID(), scopes: ['chat'] };
  const answer = await send(writer, { method: 'POST', route: '/v1/keys', body });
  if (answer) acknowledged.keys.set(String(answer.json['id']), String(answer.json['key']));
};

const file: Change = async (writer) => {
  const { acknowledged, random } = writer;
  const [old] = acknowledged.files;
  if (old && random.next() < 0.4) {
    acknowledged.files.delete(old[0]);
    const path = `/v1/files/${old[0]}`;
    if (await send(writer, { method: 'DELETE', route: '/v1/files/{id}', path })) acknowledged.deletedFiles.add(old[0]);
    return;
  }
  const content = `${randomUUID()} `.repeat(random.between(1, 3000));
  const boundary = `b${random.between(0, 1e9)}`;
  const body = [
    `--${boundary}\r\ncontent-disposition: form-data; name="purpose"\r\n\r\nuser_data\r\n`,
    `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\n${content}\r\n`,
    `--${boundary}--\r\n`,
  ].join('');
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
  const answer = await send(writer, { method: 'POST', route: '/v1/files', body, headers });
  if (answer) acknowledged.files.set(String(answer.json['id']), content);
};

const exported: Change = async (writer) => {
  const { acknowledged } = writer;
  const answer = await send(writer, { method: 'POST', route: '/v1/exports', body: { format: 'sft' } });
  if (!answer) return;
  const id = String(answer.json['id']);
  acknowledged.jobs.add(id);
  for (let tries = 0; tries < 20; tries++) {
    const job = await send(writer, { method: 'GET', route: '/v1/exports/{id}', path: `/v1/exports/${id}` });
    if (job?.json['status'] === 'succeeded') acknowledged.exports.add(id);
    if (!job || (job.json['status'] !== 'queued' && job.json['status'] !== 'running')) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

/** How many versions of `pirate` there are. */
export const pirateVersions = 3;

const promotion: Change = async (writer) => {
  const { acknowledged, random } = writer;
  const version = random.between(1, pirateVersions + 1);
  const reason = randomUUID();
  acknowledged.live = undefined;
  const path = '/v1/adapters/pirate/promote';
  const body = { version, reason, force: true };
  const answer = await send(writer, { method: 'POST', route: '/v1/adapters/{name}/promote', path, body });
  if (!answer) return;
  // What is live already stays so, and nothing is noted.
  if (answer.json['previous'] !== version) acknowledged.promotions.add(reason);
  acknowledged.live = version;
};

/** A tool of a process of its own. Nothing is kept: what fails has to fail cleanly. */
const tool: Change = async (writer) => {
  const body = { name: 'everything__echo', arguments: { message: 'hello' } };
  const answer = await writer.client.send({ method: 'POST', route: '/tool_call', body });
  if (answer.status >= 500 && !excuses.has(answer.status) && answer.status !== 502) {
    writer.onSurprise(`/tool_call: ${answer.status} ${answer.text.slice(0, 300)}`);
  }
};

/** Changes by who makes them: each of these goes on by itself. */
export const changes: Readonly<Record<string, readonly Change[]>> = {
  talker: [turn],
  asker: [completion],
  judge: [completion, rating, rating],
  keeper: [key, file],
  exporter: [exported],
  deployer: [promotion],
  caller: [tool],
};

/** Changes things until `signal` is aborted. */
export async function keepWriting(writer: Writer, kinds: readonly Change[], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await writer.random.pick(kinds)(writer);
    } catch (error) {
      if (!(error instanceof BrokenConnection)) throw error;
      // The server may be down for some seconds.
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

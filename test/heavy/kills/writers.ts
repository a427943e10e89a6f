import { randomUUID } from 'node:crypto';
import { BrokenConnection, type Answer, type CountingClient, type Request } from '../room/counting-client.ts';
import type { Random } from '../room/random.ts';
import type { Acknowledged } from './acknowledged.ts';
import type { Outages } from './outages.ts';

/** Somebody who changes things, one after the other, and writes down what was acknowledged. */
export interface Writer {
  name: string;
  client: CountingClient;
  random: Random;
  acknowledged: Acknowledged;
  outages: Outages;
  /** Told of every error that is a clean one, such as `503 engine_failed`. */
  onError(what: string): void;
  /** Told of what no kill explains. */
  onSurprise(what: string): void;
}

/** One change. A connection that breaks on the way acknowledges nothing. */
export type Change = (writer: Writer) => Promise<void>;

/** What a client may see while something else dies: "later", or that a server behind this one has failed. */
const excuses: ReadonlySet<number> = new Set([429, 502, 503, 504, 529]);

/**
 * The answer, when it is a good one. Whatever else comes has to be a status that is excused, with an error by code; a
 * connection may break only while the server is down.
 *
 * @param kind `act`: what was asked for is in the audit log from the answer on.
 */
export async function send(
  writer: Writer,
  request: Request,
  kind: 'act' | 'everyday' = 'everyday',
  excused: ReadonlySet<number> = excuses,
): Promise<Answer | undefined> {
  const { client, acknowledged, outages } = writer;
  const since = performance.now();
  const answer = await client.send(request).catch((error: unknown) => {
    if (!outages.touched(since)) writer.onSurprise(`not by a kill of the server: ${String(error)}`);
    throw error;
  });
  const { status, text, json } = answer;
  if (status < 300) {
    if (kind === 'act') acknowledged.acts.add(String(answer.headers['x-request-id']));
    return answer;
  }
  const code = errorCode(json);
  const said = `${request.method} ${request.path ?? request.route}: ${status} ${text.slice(0, 300)}`;
  if (!excused.has(status)) writer.onSurprise(said);
  else if (typeof code !== 'string') writer.onSurprise(`without an error by code: ${said}`);
  else writer.onError(`${status} ${code}`);
  return undefined;
}

/** Of an error in OpenAI's form; the plain routes of tools say in words alone what went wrong. */
function errorCode({ status, error }: Record<string, unknown>): unknown {
  if (status === 'error' && typeof error === 'string') return 'of a tool';
  return (error as { code?: unknown } | undefined)?.code;
}

/** A stream that did not come to its end has to say why. */
function expectError(writer: Writer, route: string, text: string): void {
  const code = /"code": ?"(\w+)"/.exec(text.slice(text.lastIndexOf('"error"')))?.[1];
  if (text.includes('"error"') && code !== undefined) writer.onError(`in a stream: ${code}`);
  else writer.onSurprise(`a stream of ${route} ended with ${text.slice(-300)}`);
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
  if (body.stream && !answer.text.includes('event: done')) return expectError(writer, '/chat', answer.text);
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
  if (!answer.text.endsWith('data: [DONE]\n\n')) return expectError(writer, '/v1/chat/completions', answer.text);
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
    if (await send(writer, { method: 'DELETE', route: '/v1/keys/{id}', path }, 'act')) acknowledged.revoked.add(old[1]);
    return;
  }
  const body = { name: randomUUID(), scopes: ['chat'] };
  const answer = await send(writer, { method: 'POST', route: '/v1/keys', body }, 'act');
  if (answer) acknowledged.keys.set(String(answer.json['id']), String(answer.json['key']));
};

const file: Change = async (writer) => {
  const { acknowledged, random } = writer;
  const [old] = acknowledged.files;
  if (old && random.next() < 0.4) {
    acknowledged.files.delete(old[0]);
    const path = `/v1/files/${old[0]}`;
    if (await send(writer, { method: 'DELETE', route: '/v1/files/{id}', path }, 'act'))
      acknowledged.deletedFiles.add(old[0]);
    return;
  }
  const content = `${randomUUID()} `.repeat(random.between(1, 3000));
  const answer = await upload(writer, content, 'user_data');
  if (answer) acknowledged.files.set(String(answer.json['id']), content);
};

/** Sends a file. */
export function upload(writer: Writer, content: string, purpose: string): Promise<Answer | undefined> {
  const boundary = `b${writer.random.between(0, 1e9)}`;
  const body = [
    `--${boundary}\r\ncontent-disposition: form-data; name="purpose"\r\n\r\n${purpose}\r\n`,
    `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\n${content}\r\n`,
    `--${boundary}--\r\n`,
  ].join('');
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
  return send(writer, { method: 'POST', route: '/v1/files', body, headers });
}

const exported: Change = async (writer) => {
  const { acknowledged } = writer;
  const answer = await send(writer, { method: 'POST', route: '/v1/exports', body: { format: 'sft' } }, 'act');
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
  const answer = await send(writer, { method: 'POST', route: '/v1/adapters/{name}/promote', path, body }, 'act');
  if (!answer) return;
  // What is live already stays so, and nothing is noted.
  if (answer.json['previous'] !== version) acknowledged.promotions.add(reason);
  acknowledged.live = version;
};

/** A tool of a process of its own, which has none while it starts. Nothing is kept. */
const tool: Change = async (writer) => {
  const body = { name: 'everything__echo', arguments: { message: randomUUID() } };
  await send(writer, { method: 'POST', route: '/tool_call', body }, 'everyday', new Set([...excuses, 404]));
};

/** Who changes what: each goes on by itself. */
export const writers = {
  talker: [turn],
  asker: [completion],
  judge: [completion, rating, rating],
  keeper: [key, file],
  exporter: [exported],
  deployer: [promotion],
  caller: [tool],
} satisfies Record<string, readonly Change[]>;

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

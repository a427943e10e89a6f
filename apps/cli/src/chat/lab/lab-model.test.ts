import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { ScriptedReply } from '@tuneloop/runtime/scripted';
import { CliSandbox } from '../../../test/run-cli.ts';
import { startScriptedServer } from '../../../test/scripted-server.ts';
import { receiveAnswer, type Answer, type AnswerWriter } from '../answer.ts';
import { Conversation } from '../conversation.ts';
import { listServerModels, ServerModel } from '../server-model.ts';
import type { Approve } from '../tools/approval.ts';
import { LabModel } from './lab-model.ts';

const sandbox = new CliSandbox();
afterAll(() => sandbox[Symbol.dispose]());

const { signal } = new AbortController();
let folder: string;
let seen: string[];
let requests: number;
const writer: AnswerWriter = {
  text: () => undefined,
  reasoning: () => undefined,
  toolCall: ({ call }) => seen.push(`call ${call.name}`),
  toolResult: ({ call, result }) => seen.push(`result ${call.name} ${result.status}`),
  notice: (text) => seen.push(text),
};

beforeEach(() => {
  folder = join(sandbox.folder, `run-${Math.random()}`);
  mkdirSync(folder);
  seen = [];
  requests = 0;
});

async function connect(...replies: ScriptedReply[]): Promise<LabModel> {
  return connectAs(undefined, ...replies);
}

/** With a key, on a server that wants one. */
async function connectAs(key: 'chat' | 'admin' | undefined, ...replies: ScriptedReply[]): Promise<LabModel> {
  const policy = { files: { allowedRoots: [folder] } };
  writeFileSync(join(folder, 'tuneloop.config.json'), JSON.stringify({ tools: { policy } }));
  const counted = replies.map((reply): ScriptedReply => (request) => {
    requests += 1;
    return typeof reply === 'function' ? reply(request) : reply;
  });
  const server = await startScriptedServer(folder, { replies: counted });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const scopes = key === 'admin' ? (['chat', 'admin'] as const) : (['chat'] as const);
  const created = key && (await server.platform.keys.create({ name: key, scopes }));
  const address = { baseUrl: `${server.url}/v1`, apiKey: created?.key };
  const [name = ''] = await listServerModels(address);
  const model = await LabModel.find(new ServerModel(address, name), address, signal);
  return model!;
}

async function ask(model: LabModel, conversation: Conversation, question: string, approve?: Approve): Promise<Answer> {
  const request = {
    sampling: {},
    messages: conversation.requestFor(question),
    conversation: { id: conversation.id, title: conversation.titleFor(question) },
    approve,
  };
  const answer = await receiveAnswer(model.generate(request, { signal }), writer);
  conversation.add(question, answer);
  return answer;
}

const write = (name: string): ScriptedReply => {
  const args = { path: join(folder, name), lines: ['kept'] };
  return { steps: [{ toolCall: { name: 'write_file', arguments: args, id: `call_${name}` } }] };
};

test('one question may use tools, and nothing stays of it; nor of one without tools', async () => {
  const list: ScriptedReply = {
    steps: [{ toolCall: { name: 'list_contents', arguments: { path: folder }, id: 'call_list' } }],
  };
  const model = await connect(list, write('a.txt'), 'Done.', 'Hello.');
  const approve: Approve = async () => ({ refuse: 'Nobody is here.' });
  const messages = new Conversation(undefined).requestFor('What is here?');
  const answer = await receiveAnswer(model.generate({ sampling: {}, messages, approve }, { signal }), writer);
  expect(answer.text).toBe('Done.');
  expect(seen).toEqual([
    'call list_contents',
    'result list_contents success',
    'call write_file',
    'result write_file error',
  ]);
  expect(JSON.stringify(answer.messages)).toContain('Nobody is here.');
  await receiveAnswer(model.generate({ sampling: {}, messages }, { signal }), writer);
  expect(await model.conversations.list()).toEqual([]);
});

test('a call is approved and runs; the conversation is kept with it and goes on elsewhere', async () => {
  const model = await connect(write('a.txt'), 'Written.', 'Sure.');
  const conversation = new Conversation('Be brief.');
  const asked: string[] = [];
  const answer = await ask(model, conversation, 'Write a file', async (call) => {
    asked.push(`${call.name} ${call.effects?.writes}`);
    return 'approve';
  });
  expect(asked).toEqual(['write_file true']);
  expect(seen).toEqual(['call write_file', 'result write_file success']);
  expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('kept\n');
  expect(answer).toMatchObject({
    text: 'Written.',
    finishReason: 'stop',
    usage: { completionTokens: expect.any(Number) },
  });
  expect(conversation.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'assistant']);
  await ask(model, conversation, 'Really?');

  const [summary] = await model.conversations.list();
  expect(summary).toMatchObject({ id: conversation.id, title: 'Write a file' });
  const stored = await model.conversations.read(conversation.id);
  expect(stored.system).toBe('Be brief.');
  expect(stored.messages).toEqual(conversation.messages);
  await expect(model.conversations.read('none')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a refusal with its reason reaches the model, and nothing runs', async () => {
  let read = '';
  const model = await connect(write('b.txt'), (request) => {
    read = JSON.stringify(request.prompt);
    return 'Then not.';
  });
  const answer = await ask(model, new Conversation(undefined), 'Write', async () => ({ refuse: 'not today' }));
  expect(answer.text).toBe('Then not.');
  expect(read).toContain('not today');
  expect(() => readFileSync(join(folder, 'b.txt'))).toThrow('ENOENT');
});

test('who stops at the question stops the answer; the talk goes on', async () => {
  const model = await connect(write('c.txt'), 'Hello.');
  const conversation = new Conversation(undefined);
  const { TuneloopError } = await import('@tuneloop/protocol');
  const stopped = await ask(model, conversation, 'Write', () => Promise.reject(new TuneloopError('ABORTED', 'x')));
  expect(stopped.finishReason).toBe('interrupted');
  expect((await ask(model, conversation, 'Hi')).text).toBe('Hello.');
  expect(() => readFileSync(join(folder, 'c.txt'))).toThrow('ENOENT');
});

test('stopping ends the answer on the server too, with what had come', async () => {
  const model = await connect({ steps: [{ text: 'One. ' }, { delayMs: 60_000 }, { text: 'Two.' }] }, 'Again.');
  const conversation = new Conversation(undefined);
  const controller = new AbortController();
  const request = { sampling: {}, messages: conversation.requestFor('Go'), conversation: { id: 'c1', title: 'Go' } };
  const events = model.generate(request, { signal: controller.signal });
  const stop: AnswerWriter = { ...writer, text: () => controller.abort() };
  expect(await receiveAnswer(events, stop)).toMatchObject({ finishReason: 'interrupted' });
  const { messages } = await model.conversations.read('c1');
  expect(messages).toMatchObject([
    { content: 'Go' },
    { role: 'assistant', content: expect.stringContaining('One.') as string },
  ]);
});

test('a key that may only chat cannot approve: it is said, and the call is refused', async () => {
  const model = await connectAs('chat', write('d.txt'), 'Sorry.');
  const answer = await ask(model, new Conversation(undefined), 'Write', () => Promise.reject(new Error('not asked')));
  expect(answer.text).toBe('Sorry.');
  expect(seen).toEqual([expect.stringContaining('may not approve'), 'call write_file', 'result write_file error']);
  const { control } = model;
  await expect(control.command('layers', { value: '0' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

test('a key that may administer can', async () => {
  const model = await connectAs('admin', write('e.txt'), 'Written.');
  await ask(model, new Conversation(undefined), 'Write', async () => 'approve');
  expect(seen).toEqual(['call write_file', 'result write_file success']);
});

test('without an approver there are no tools', async () => {
  let tools: unknown = 'unseen';
  const model = await connect((request) => {
    tools = request.tools;
    return 'Plain.';
  });
  expect((await ask(model, new Conversation(undefined), 'Hi')).text).toBe('Plain.');
  expect(tools).toBeUndefined();
  expect(requests).toBe(1);
});

test('the tools are listed with what the policy says of them', async () => {
  const model = await connect('Hi.');
  const tools = await model.listTools();
  expect(tools.find(({ name }) => name === 'read_file')).toMatchObject({ decision: 'allow' });
  expect(tools.find(({ name }) => name === 'write_file')).toMatchObject({ decision: 'ask', effects: { writes: true } });
});

test('what the server says of itself is shown and set; a default must exist', async () => {
  const { control } = await connect('Hi.');
  expect(await control.command('layers')).toBe('auto');
  expect(await control.command('mem')).toMatchObject({ used_bytes: expect.any(Number) as number });
  expect(await control.command('layers', { value: '3' })).toBe(3);
  expect(await control.command('mem', { value: '8GB' })).toMatchObject({ limit_bytes: 8e9 });
  await expect(control.command('mem', { value: 'much' })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  const onProgress = (): void => undefined;
  await control.switchModel('scripted', { onProgress });
  await expect(control.switchModel('none', { onProgress })).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
});

test('an answer is rated by its id, in a conversation or not', async () => {
  const model = await connect('One.', 'Two.');
  const { id } = await ask(model, new Conversation(undefined), 'Hi');
  await model.rate(id!, { thumb: 'up', comment: 'Fine.' });
  const messages = new Conversation(undefined).requestFor('Hi');
  const plain = await receiveAnswer(model.generate({ messages, sampling: {} }, { signal }), writer);
  expect(plain.id).toMatch(/^chatcmpl-/);
  await model.rate(plain.id!, { thumb: 'down' });
  await expect(model.rate('none', { thumb: 'up' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('another server has none of it', async () => {
  const address = { baseUrl: 'http://127.0.0.1:1/v1' };
  expect(await LabModel.find(new ServerModel(address, 'm'), address, signal)).toBeUndefined();
});

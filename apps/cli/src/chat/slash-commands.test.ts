import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TuneloopError } from '@tuneloop/protocol';
import type { ChatModel } from './chat-model.ts';
import { Conversation } from './conversation.ts';
import type { ServerControl } from './lab/server-control.ts';
import type { ChatSession } from './session.ts';
import type { StoredConversation } from './stored-conversations.ts';
import { describeSlashCommands, parseSlashCommand, slashCommands } from './slash-commands.ts';

const writing = { reads: false, writes: true, network: false, destructive: true, idempotent: true };

let folder: string;
let said: string[];
let session: ChatSession;
let selected: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-chat-'));
  said = [];
  selected = 'small';
  const model = {
    get model() {
      return selected;
    },
    list: async () => ['small', 'large'],
    listTools: async () => [{ name: 'write_file', effects: writing, decision: 'ask' }],
    select: async (name: string) => {
      selected = name;
    },
  } as ChatModel;
  session = {
    model,
    conversation: new Conversation('Be brief.'),
    settings: { sampling: {} },
    tools: false,
    save: true,
    approved: new Set(['write_file']),
    withProgress: (work) => work(() => undefined),
    say: (text) => said.push(text),
    choose: async (_title, choices) => choices.at(-1),
    interruptible: (work) => work(new AbortController().signal),
  };
  session.conversation.add('One?', { text: '1', reasoning: '', finishReason: 'stop' });
});

afterEach(() => rm(folder, { recursive: true }));

async function run(line: string): Promise<unknown> {
  const call = parseSlashCommand(line);
  return call?.command.run(session, call.argument);
}

test('text is no command, also when it has a slash in it', () => {
  expect(parseSlashCommand('1/2 of it')).toBeUndefined();
  expect(parseSlashCommand('/usr/bin is a folder')).toBeUndefined();
});

test('an unknown command names the nearest one', () => {
  expect(() => parseSlashCommand('/sys hello')).toThrow('Did you mean /system?');
  expect(() => parseSlashCommand('/zzz')).toThrow('/help lists them all');
});

test('help names every command', () => {
  for (const { name } of slashCommands) expect(describeSlashCommands()).toContain(`/${name}`);
});

test('/system sets, shows and removes', async () => {
  await run('/system Answer in\nFrench.');
  expect(session.conversation.system).toBe('Answer in\nFrench.');
  await run('/system');
  expect(said.at(-1)).toContain('French');
  await run('/system none');
  expect(session.conversation.system).toBeUndefined();
});

test('/good and /bad rate the last answer, where it is recorded', async () => {
  await expect(run('/good')).rejects.toThrow('recorded');
  const rated: unknown[] = [];
  session.model.rate = async (id, value) => void rated.push([id, value]);
  await expect(run('/good')).rejects.toThrow('no complete answer');
  session.lastAnswer = 'chat_1';
  await run('/good');
  await run('/bad Too long.');
  expect(rated).toEqual([
    ['chat_1', { thumb: 'up' }],
    ['chat_1', { thumb: 'down', comment: 'Too long.' }],
  ]);
  expect(said).toEqual(['Kept as good.', 'Kept as bad.']);
});

test('/models takes a name or lets choose', async () => {
  await run('/models');
  expect(selected).toBe('large');
  await run('/models small');
  expect(selected).toBe('small');
});

test('/tools shows what the policy says, and switches', async () => {
  await run('/tools');
  expect(said[0]).toMatch(/write_file +asks you +writes, destroys/);
  expect(said[1]).toContain('off');
  await run('/tools on');
  expect(session.tools).toBe(true);
  await run('/tools off');
  expect(session.tools).toBe(false);
  await expect(run('/tools maybe')).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  session.model = { ...session.model, listTools: undefined } as unknown as ChatModel;
  await expect(run('/tools on')).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  expect(session.tools).toBe(false);
});

test('/reset forgets what was approved', async () => {
  const { id } = session.conversation;
  await run('/reset');
  expect(session.approved.size).toBe(0);
  expect(session.conversation.id).not.toBe(id);
});

test('/save, /reset and /load bring the conversation back', async () => {
  const file = join(folder, 'talk.json');
  await run(`/save ${file}`);
  await run('/reset');
  expect(session.conversation.messages).toHaveLength(0);
  await run(`/load ${file}`);
  expect(session.conversation.messages).toHaveLength(2);
  await run(`/save ${file}`);
  expect(await readdir(folder)).toEqual(['talk.json']);
});

test('/save does not overwrite what is no conversation', async () => {
  const file = join(folder, 'notes.txt');
  await writeFile(file, 'mine');
  await expect(run(`/save ${file}`)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  expect(await readFile(file, 'utf8')).toBe('mine');
});

test('/load says that there is no such file', async () => {
  await expect(run(`/load ${join(folder, 'none.json')}`)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('/export writes once and never overwrites', async () => {
  const file = join(folder, 'talk.txt');
  await run(`/export text ${file}`);
  expect(await readFile(file, 'utf8')).toContain('ASSISTANT\n1\n');
  await expect(run(`/export json ${file}`)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  await expect(run('/export pdf')).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});

test('/export-ft adds a line for each conversation, and touches no other file', async () => {
  const file = join(folder, 'examples.jsonl');
  await run(`/export-ft ${file}`);
  await run(`/export-ft ${file}`);
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  const messages = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'One?' },
    { role: 'assistant', content: '1' },
  ];
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([{ messages }, { messages }]);
  const notes = join(folder, 'notes.txt');
  await writeFile(notes, 'mine');
  await expect(run(`/export-ft ${notes}`)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  expect(await readFile(notes, 'utf8')).toBe('mine');
  await run('/reset');
  await expect(run(`/export-ft ${file}`)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});

test('/conversations goes on with an earlier one', async () => {
  const messages = [{ role: 'user', content: 'Earlier?' } as const, { role: 'assistant', content: 'Yes.' } as const];
  const list = [
    { id: 'chat-b', title: 'Newer', updatedAt: new Date(2e12) },
    { id: 'chat-a', title: 'Older\u001b[2J', updatedAt: new Date(1e12) },
  ];
  const read = async (id: string): Promise<StoredConversation> => ({ id, system: 'S', messages });
  session.model = { ...session.model, conversations: { list: async () => list, read } };
  let shown: string[] = [];
  session.choose = async (_title, choices) => {
    shown = choices;
    return choices.at(-1);
  };
  await run('/conversations');
  expect(shown).toEqual(['2033-05-18 03:33  Newer  chat-b', '2001-09-09 01:46  Older[2J  chat-a']);
  expect(session.conversation).toMatchObject({ id: 'chat-a', system: 'S', messages });
  expect(said.at(-1)).toBe('Going on with chat-a: Earlier? (1 question).');
  expect(session.approved.size).toBe(0);
});

test('/switch, /layers and /mem are for a server', async () => {
  await expect(run('/switch large')).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  const switched: string[] = [];
  const control: ServerControl = {
    switchModel: async (name) => void switched.push(name),
    command: async (name, { value } = {}) => {
      if (value !== undefined) throw new TuneloopError('UNSUPPORTED', 'cannot be set');
      return name === 'layers' ? -1 : { used_bytes: 2e9, limit_bytes: null };
    },
  };
  session.model = {
    list: async () => ['large', 'small'],
    select: async (name: string) => {
      selected = name;
    },
    control,
  } as ChatModel;
  await run('/switch big-alias');
  expect([switched, selected]).toEqual([['big-alias'], 'large']);
  await run('/layers');
  expect(said.at(-1)).toBe('Layers on the GPU: all.');
  await run('/mem');
  expect(said.at(-1)).toBe('Memory of the models: 2.0 GB in use, without a limit of its own.');
  await expect(run('/mem 8GB')).rejects.toMatchObject({ code: 'UNSUPPORTED' });
});

test('/exit leaves', async () => {
  expect(await run('/exit')).toBe('leave');
});

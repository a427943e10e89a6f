import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ChatModel } from './chat-model.ts';
import { Conversation } from './conversation.ts';
import type { ChatSession } from './session.ts';
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

test('/exit leaves', async () => {
  expect(await run('/exit')).toBe('leave');
});

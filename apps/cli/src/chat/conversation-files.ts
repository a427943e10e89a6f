import { randomUUID } from 'node:crypto';
import { appendFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { isSavedConversation, type Conversation } from './conversation.ts';

/** Returns the path. Overwrites an older save, and nothing else (`INVALID_REQUEST`). */
export async function saveConversation(conversation: Conversation, model: string, file: string): Promise<string> {
  const path = resolveHome(file);
  const existing = await readIfExists(path);
  if (existing !== undefined && !isSavedConversation(existing)) throw refuseToOverwrite(path);
  await replaceFile(path, conversation.serialize(model, new Date()));
  return path;
}

/** Errors: `NOT_FOUND`, `INVALID_REQUEST`; the conversation is unchanged then. */
export async function loadConversation(conversation: Conversation, file: string): Promise<void> {
  const path = resolveHome(file);
  const text = await readIfExists(path);
  if (text === undefined) throw new TuneloopError('NOT_FOUND', `There is no file ${path}.`);
  conversation.restore(text);
}

/** Returns the path, `tuneloop-chat-….txt` or `.json` in this folder by default. Never overwrites. */
export async function exportConversation(
  conversation: Conversation,
  format: 'text' | 'json',
  file: string,
  now: Date,
): Promise<string> {
  const stamp = now.toISOString().slice(0, 19).replaceAll(/[:T]/g, '-');
  const path = resolveHome(file || `tuneloop-chat-${stamp}.${format === 'json' ? 'json' : 'txt'}`);
  try {
    await writeFile(path, conversation.export(format), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw refuseToOverwrite(path);
    throw storeError(path, error);
  }
  return path;
}

/**
 * Adds the conversation to a file for fine-tuning: a line `{"messages": […]}`. Returns the path.
 *
 * Errors: `INVALID_REQUEST` when there is no answer yet, or the file is something else.
 */
export async function appendTrainingExample(conversation: Conversation, file: string): Promise<string> {
  if (conversation.messages.length === 0) throw new TuneloopError('INVALID_REQUEST', 'Nothing was answered yet.');
  const path = resolveHome(file);
  const existing = await readIfExists(path);
  if (existing !== undefined && !isTrainingFile(existing)) throw refuseToOverwrite(path);
  const isCut = existing !== undefined && existing !== '' && !existing.endsWith('\n');
  try {
    // In one piece: lines that other programs add at the same time stay whole.
    await appendFile(path, (isCut ? '\n' : '') + conversation.export('jsonl'));
  } catch (error) {
    throw storeError(path, error);
  }
  return path;
}

/** Whether every line is an example. */
function isTrainingFile(text: string): boolean {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.every((line) => {
    try {
      return Array.isArray((JSON.parse(line) as { messages?: unknown } | null)?.messages);
    } catch {
      return false;
    }
  });
}

/** Whole or not at all. */
async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, text, { flag: 'wx' });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw storeError(path, error);
  }
}

async function readIfExists(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw storeError(path, error);
  }
}

function resolveHome(file: string): string {
  return resolve(file.startsWith('~/') ? homedir() + file.slice(1) : file);
}

function refuseToOverwrite(path: string): TuneloopError {
  return new TuneloopError('INVALID_REQUEST', `${path} exists and is something else: choose another name.`);
}

function storeError(path: string, cause: unknown): TuneloopError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new TuneloopError('STORE_FAILED', `Could not use ${path}: ${reason}`, { cause });
}

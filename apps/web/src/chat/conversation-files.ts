import { api, dataOf } from '../api/client.ts';
import { send } from '../api/send.ts';
import { readConversations } from './conversation-import.ts';
import { listPages, type ConversationWithMessages } from './conversation-queries.ts';
import { saveFile } from './save-file.ts';

export type ExportFormat = 'json' | 'text' | 'jsonl';

/** Hands the conversation to the browser as a file. */
export async function download(id: string, title: string, format: ExportFormat): Promise<void> {
  const response = await send(`/lab/conversations/${id}/export?format=${format}`);
  const name = title.replaceAll(/[^\p{L}\p{N} _-]/gu, '').trim() || 'conversation';
  saveFile(`${name}.${format === 'text' ? 'txt' : format}`, await response.blob());
}

/** Hands all conversations to the browser as one file. `onProgress` hears how many have been read. */
export async function downloadAll(onProgress: (done: number, all: number) => void, signal: AbortSignal): Promise<void> {
  const { conversations } = await listPages({ pages: Infinity, signal });
  const read: ConversationWithMessages[] = [];
  for (const { id } of conversations) {
    onProgress(read.length, conversations.length);
    read.push(await dataOf(api.GET('/lab/conversations/{id}', { params: { path: { id } }, signal })));
  }
  const content = `${JSON.stringify({ conversations: read }, undefined, 2)}\n`;
  saveFile('tuneloop-conversations.json', new Blob([content], { type: 'application/json' }));
}

/** Makes conversations of files that were downloaded here, or of lines for fine-tuning; resolves to their ids. */
export async function importFiles(
  files: readonly File[],
  onProgress: (done: number, all: number) => void,
): Promise<string[]> {
  // All are read before anything is made, since one of them may not be readable.
  const found = (await Promise.all(files.map((file) => file.text()))).flatMap(readConversations);
  const made: string[] = [];
  for (const body of found) {
    onProgress(made.length, found.length);
    made.push((await dataOf(api.POST('/lab/conversations', { body }))).id);
  }
  return made;
}

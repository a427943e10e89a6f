import { api, dataOf, type Schemas } from '../api/client.ts';
import { send } from '../api/send.ts';
import { text } from '../text/text.ts';
import { saveFile } from './save-file.ts';

export type ExportFormat = 'json' | 'text' | 'jsonl';

/** Hands the conversation to the browser as a file. */
export async function download(id: string, title: string, format: ExportFormat): Promise<void> {
  const response = await send(`/lab/conversations/${id}/export?format=${format}`);
  const name = title.replaceAll(/[^\p{L}\p{N} _-]/gu, '').trim() || 'conversation';
  saveFile(`${name}.${format === 'text' ? 'txt' : format}`, await response.blob());
}

/** Makes a conversation of a file that was downloaded as JSON; resolves to its id. */
export async function importFile(file: File): Promise<string> {
  const { title, system_prompt, messages } = readExport(await file.text());
  const body = { title: title ?? null, system_prompt: system_prompt ?? null, messages };
  return (await dataOf(api.POST('/lab/conversations', { body }))).id;
}

function readExport(content: string): Partial<Schemas['ConversationWithMessages']> {
  let read: unknown;
  try {
    read = JSON.parse(content);
  } catch (error) {
    throw new Error(text.chat.notImportable, { cause: error });
  }
  if (typeof read === 'object' && read !== null && 'messages' in read && Array.isArray(read.messages)) {
    return read as Partial<Schemas['ConversationWithMessages']>;
  }
  throw new Error(text.chat.notImportable);
}

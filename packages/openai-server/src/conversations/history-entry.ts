import { textOf, type Message } from '@tuneloop/protocol';

/** What a client sees of a history: what was said by whom, and nothing of the tools in between. */
export interface HistoryEntry {
  role: 'user' | 'assistant';
  /** The contents under which a client may have kept it. */
  contents: string[];
  /** Place of its last message in the history. */
  end: number;
}

/**
 * The entries of a history. An answer in several pieces, with tools in between, is one entry: clients keep its last piece,
 * which is the answer, or all of them joined, as they were streamed. System messages are none.
 */
export function historyEntries(messages: readonly Message[]): HistoryEntry[] {
  const entries: (HistoryEntry & { pieces: string[] })[] = [];
  for (const [end, message] of messages.entries()) {
    if (message.role === 'system' || message.role === 'developer') continue;
    if (message.role === 'user') {
      const content = contentOf(message);
      entries.push({ role: 'user', contents: [content], pieces: [content], end });
      continue;
    }
    let entry = entries.at(-1);
    if (entry?.role !== 'assistant') {
      entry = { role: 'assistant', contents: [], pieces: [], end };
      entries.push(entry);
    }
    entry.end = end;
    if (message.role === 'assistant') entry.pieces.push(contentOf(message));
  }
  return entries.map(({ role, pieces, end }) => ({
    role,
    end,
    contents: [...new Set([(pieces.at(-1) ?? '').trim(), pieces.join('').trim()])],
  }));
}

/** Whether both may be the same entry. */
export function isSameEntry(one: HistoryEntry, other: HistoryEntry): boolean {
  return one.role === other.role && one.contents.some((content) => other.contents.includes(content));
}

/** With its images. */
function contentOf({ content }: Message): string {
  const hasImage = typeof content !== 'string' && content.some(({ type }) => type === 'image');
  return hasImage ? JSON.stringify(content) : textOf(content);
}

import { messageSchema, textOf, TuneloopError, type Message } from '@tuneloop/protocol';
import type { Answer } from './answer.ts';

/** A conversation as it is stored by `/save`. */
interface SavedConversation {
  format: 'tuneloop-conversation';
  version: 1;
  savedAt: string;
  model: string;
  system?: string | undefined;
  messages: Message[];
}

const savedMessagesSchema = messageSchema.array();

/** What was said so far. A question without an answer is not kept. */
export class Conversation {
  system: string | undefined;
  #messages: Message[] = [];

  constructor(system: string | undefined) {
    this.system = system;
  }

  get messages(): readonly Message[] {
    return this.#messages;
  }

  /** What the model gets when `question` is asked next. */
  requestFor(question: string): Message[] {
    const system: Message[] = this.system === undefined ? [] : [{ role: 'system', content: this.system }];
    return [...system, ...this.#messages, { role: 'user', content: question }];
  }

  /** Keeps a question with its answer, also one that was stopped half way; drops both when nothing had come. */
  add(question: string, answer: Answer): void {
    if (answer.text === '') return;
    this.#messages.push({ role: 'user', content: question }, { role: 'assistant', content: answer.text });
  }

  reset(): void {
    this.#messages = [];
  }

  serialize(model: string, now: Date): string {
    const saved: SavedConversation = {
      format: 'tuneloop-conversation',
      version: 1,
      savedAt: now.toISOString(),
      model,
      system: this.system,
      messages: this.#messages,
    };
    return `${JSON.stringify(saved, undefined, 2)}\n`;
  }

  /** Replaces this conversation by a saved one. Errors: `INVALID_REQUEST`, and nothing has changed. */
  restore(text: string): void {
    const saved = parseSaved(text);
    const messages = savedMessagesSchema.safeParse(saved?.messages);
    if (!saved || !messages.success || !(saved.system === undefined || typeof saved.system === 'string')) {
      throw new TuneloopError('INVALID_REQUEST', 'This file is not a conversation that /save wrote.');
    }
    this.system = saved.system;
    this.#messages = messages.data;
  }

  /** `json` has OpenAI's form of messages, `text` is for people. */
  export(format: 'text' | 'json'): string {
    const system: Message[] = this.system === undefined ? [] : [{ role: 'system', content: this.system }];
    const messages = [...system, ...this.#messages].map(({ role, content }) => ({ role, content: textOf(content) }));
    if (format === 'json') return `${JSON.stringify({ messages }, undefined, 2)}\n`;
    return messages.map(({ role, content }) => `${role.toUpperCase()}\n${content}\n`).join('\n');
  }
}

/** Whether `text` may be overwritten by `/save`. */
export function isSavedConversation(text: string): boolean {
  return parseSaved(text) !== undefined;
}

function parseSaved(text: string): Partial<SavedConversation> | undefined {
  try {
    const value = JSON.parse(text) as Partial<SavedConversation> | null;
    return value?.format === 'tuneloop-conversation' && value.version === 1 ? value : undefined;
  } catch {
    return undefined;
  }
}

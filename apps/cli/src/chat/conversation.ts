import { randomUUID } from 'node:crypto';
import { messageSchema, textOf, TuneloopError, type Message } from '@tuneloop/protocol';
import type { Answer } from './answer.ts';
import type { StoredConversation } from './stored-conversations.ts';
import { encodeMessage } from './wire.ts';

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
  #id = newId();

  constructor(system: string | undefined) {
    this.system = system;
  }

  get messages(): readonly Message[] {
    return this.#messages;
  }

  /** Under which it is kept, where conversations are kept. A new talk gets a new one. */
  get id(): string {
    return this.#id;
  }

  /** What it is about: the first question. */
  titleFor(question: string): string {
    const first = this.#messages.find(({ role }) => role === 'user');
    const line = (first ? textOf(first.content) : question).replaceAll(/\s+/g, ' ').trim();
    return Array.from(line).slice(0, 80).join('');
  }

  /** What the model gets when `question` is asked next. */
  requestFor(question: string): Message[] {
    const system: Message[] = this.system === undefined ? [] : [{ role: 'system', content: this.system }];
    return [...system, ...this.#messages, { role: 'user', content: question }];
  }

  /** Keeps a question with its answer, also one that was stopped half way; drops both when nothing had come. */
  add(question: string, answer: Answer): void {
    if (answer.text === '') return;
    const messages: Message[] = answer.messages ?? [{ role: 'assistant', content: answer.text }];
    // One that was stopped while tools ran has no answer.
    if (messages.at(-1)?.role === 'assistant') this.#messages.push({ role: 'user', content: question }, ...messages);
  }

  /** Goes on with one that was kept, from its last answer. */
  resume({ id, system, messages }: StoredConversation): void {
    this.#id = id;
    this.system = system;
    const end = messages.findLastIndex((message) => message.role === 'assistant' && !message.toolCalls);
    this.#messages = messages.slice(0, end + 1);
  }

  reset(): void {
    this.#id = newId();
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
    this.#id = newId();
    this.system = saved.system;
    this.#messages = messages.data;
  }

  /** `json` has OpenAI's form of messages, `jsonl` the same on one line, `text` is for people. */
  export(format: 'text' | 'json' | 'jsonl'): string {
    const system: Message[] = this.system === undefined ? [] : [{ role: 'system', content: this.system }];
    const messages = [...system, ...this.#messages];
    if (format === 'text') return messages.map(describeMessage).join('\n');
    const encoded = { messages: messages.map(encodeMessage) };
    return `${JSON.stringify(encoded, undefined, format === 'json' ? 2 : undefined)}\n`;
  }
}

function newId(): string {
  return `chat-${randomUUID()}`;
}

function describeMessage(message: Message): string {
  const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : [];
  const lines = [textOf(message.content), ...calls.map(({ name, arguments: args }) => `→ ${name}(${args})`)];
  return `${message.role.toUpperCase()}\n${lines.filter((line) => line !== '').join('\n')}\n`;
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

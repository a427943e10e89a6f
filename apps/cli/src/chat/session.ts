import type { ChatModel, ChatSettings } from './chat-model.ts';
import { Conversation } from './conversation.ts';

/** What slash commands can see and change. */
export interface ChatSession {
  model: ChatModel;
  conversation: Conversation;
  settings: ChatSettings;
  /** Says something to the person; never part of an answer. */
  say(text: string): void;
  /** Lets the person pick from a list; `undefined` when cancelled. */
  choose(title: string, choices: string[], current: string): Promise<string | undefined>;
  /** Runs work that Ctrl-C cancels. */
  interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

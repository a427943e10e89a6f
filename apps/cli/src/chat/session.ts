import type { ProgressListener } from '@tuneloop/protocol';
import type { ChatModel, ChatSettings } from './chat-model.ts';
import { Conversation } from './conversation.ts';

/** What slash commands can see and change. */
export interface ChatSession {
  model: ChatModel;
  conversation: Conversation;
  settings: ChatSettings;
  /** The id of the last answer, unless it was stopped or nobody recorded it. */
  lastAnswer?: string | undefined;
  /** Whether the model may use tools. */
  tools: boolean;
  /** Whether conversations are kept, where there is a place for them. */
  save: boolean;
  /** Names of tools that need no more question in this conversation. */
  approved: Set<string>;
  /** Says something to the person; never part of an answer. */
  say(text: string): void;
  /** Lets the person pick from a list; `undefined` when cancelled. */
  choose(title: string, choices: string[], current: string): Promise<string | undefined>;
  /** Runs work that shows how far it is. */
  withProgress<T>(work: (onProgress: ProgressListener) => Promise<T>): Promise<T>;
  /** Runs work that Ctrl-C cancels. */
  interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

import type { Message } from '@tuneloop/protocol';
import { historyEntries, isSameEntry } from './history-entry.ts';

/** How what a client sends changes a stored history. */
export interface HistoryChange {
  /** So many of the stored messages stay; what comes after them is left. */
  kept: number;
  /** What follows them. */
  added: Message[];
}

/**
 * Clients send the new messages only, or their whole history. What begins as the stored history does is the history, and
 * what follows is new; what has answers in it and begins otherwise is a history that was edited, and replaces the stored
 * one from where they part; anything else is new. Nothing is ever there twice: a question that was sent already and has no
 * answer yet is not asked again.
 *
 * Tool exchanges, which clients need not keep, stay with the answers that they led to.
 */
export function mergeHistory(stored: readonly Message[], incoming: readonly Message[]): HistoryChange {
  const before = historyEntries(stored);
  const sent = historyEntries(incoming);
  const differing = before.findIndex((entry, index) => !sent[index] || !isSameEntry(entry, sent[index]));
  const common = differing === -1 ? before.length : differing;
  const rest = (): Message[] => incoming.slice(common === 0 ? 0 : sent[common - 1]!.end + 1).filter(isSaid);

  if (common === before.length) return { kept: stored.length, added: rest() };
  if (sent.some(({ role }) => role === 'assistant')) {
    return { kept: common === 0 ? 0 : before[common - 1]!.end + 1, added: rest() };
  }
  const unanswered = before.slice(before.findLastIndex(({ role }) => role === 'assistant') + 1);
  const isRetry =
    unanswered.length >= sent.length &&
    sent.every((entry, index) => isSameEntry(entry, unanswered[unanswered.length - sent.length + index]!));
  return { kept: stored.length, added: isRetry ? [] : incoming.filter(isSaid) };
}

/** System messages are a setting of the conversation, not a part of its history. */
export function isSaid({ role }: Message): boolean {
  return role !== 'system' && role !== 'developer';
}

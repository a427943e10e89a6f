import type { Message } from '@tuneloop/protocol';
import type { Dialogue } from './training-example.ts';

/** Text becomes one message of `role`. */
export function asMessages(dialogue: Dialogue, role: 'user' | 'assistant'): Message[] {
  return typeof dialogue === 'string' ? [{ role, content: dialogue }] : dialogue;
}

/** Both together: text stays text where both are. */
export function joinDialogues(prompt: Dialogue, answer: Dialogue): Dialogue {
  if (typeof prompt === 'string' && typeof answer === 'string') return prompt + answer;
  return [...asMessages(prompt, 'user'), ...asMessages(answer, 'assistant')];
}

/**
 * The prompt that two answers share, where they have it inside: their common messages, or their common text up to the last
 * space (as TRL's `extract_prompt` does).
 */
export function splitSharedPrompt(
  chosen: Dialogue,
  rejected: Dialogue,
): { prompt: Dialogue; chosen: Dialogue; rejected: Dialogue } {
  if (typeof chosen === 'string' && typeof rejected === 'string') {
    let length = 0;
    while (length < chosen.length && length < rejected.length && chosen[length] === rejected[length]) length += 1;
    const end = /\s$/.test(chosen.slice(0, length)) ? length - 1 : chosen.slice(0, length).search(/\s\S*$/);
    const cut = Math.max(0, end);
    return { prompt: chosen.slice(0, cut), chosen: chosen.slice(cut), rejected: rejected.slice(cut) };
  }
  const better = asMessages(chosen, 'assistant');
  const worse = asMessages(rejected, 'assistant');
  let count = 0;
  while (count < better.length - 1 && count < worse.length - 1 && same(better[count]!, worse[count]!)) count += 1;
  return { prompt: better.slice(0, count), chosen: better.slice(count), rejected: worse.slice(count) };
}

/** Whether two dialogues say the same; ids of calls are made up and do not count. */
export function saysTheSame(a: Dialogue, b: Dialogue): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  return a.length === b.length && a.every((message, index) => same(message, b[index]!));
}

function same(a: Message, b: Message): boolean {
  return JSON.stringify(said(a)) === JSON.stringify(said(b));
}

function said(message: Message): unknown {
  if (message.role !== 'assistant') return [message.role, message.content];
  return [
    message.role,
    message.content,
    message.reasoning ?? '',
    (message.toolCalls ?? []).map(({ name, arguments: args }) => [name, args]),
  ];
}

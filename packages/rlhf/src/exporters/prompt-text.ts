import type { Candidate } from './candidate.ts';
import type { TrainingMessage } from './training-message.ts';

/**
 * A conversation as one text, in ChatML, up to where the answer begins: for formats that know no messages. `undefined`
 * where tools are used, for which ChatML has no notation.
 */
export function promptText({ prompt, tools }: Candidate): string | undefined {
  if (tools.length > 0) return undefined;
  const turns: string[] = [];
  for (const { role, content, tool_calls } of prompt) {
    if (role === 'tool' || tool_calls) return undefined;
    turns.push(`<|im_start|>${role}\n${content}<|im_end|>\n`);
  }
  return `${turns.join('')}<|im_start|>assistant\n`;
}

/** An answer as text, its reasoning in front between the tags that models use most. */
export function answerText({ content, reasoning_content, tool_calls }: TrainingMessage): string | undefined {
  if (tool_calls) return undefined;
  return reasoning_content === undefined ? content : `<think>\n${reasoning_content}\n</think>\n\n${content}`;
}

import { NotExpressible, textTemplateByName } from '@tuneloop/datasets';
import type { Message } from '@tuneloop/protocol';
import type { LeftOutReason } from './left-out.ts';
import type { ExportSettings } from './settings.ts';
import type { TrainingMessage, TrainingTool } from './training-message.ts';

/**
 * A conversation as one text up to where the answer begins, for formats that know no messages, or why it cannot be one.
 */
export function promptText(
  { prompt, tools }: { prompt: readonly TrainingMessage[]; tools: readonly TrainingTool[] },
  { template }: Pick<ExportSettings, 'template'>,
): { text: string } | { lack: LeftOutReason } {
  if (tools.length > 0) return { lack: 'tools' };
  const messages: Message[] = [];
  for (const { role, content, tool_calls } of prompt) {
    if (role === 'tool' || tool_calls) return { lack: 'tools' };
    messages.push({ role, content });
  }
  try {
    const text = textTemplateByName(template).render(messages, { addGenerationPrompt: true });
    if (typeof text !== 'string') throw new TypeError(`The template ${template} is not one of text alone.`);
    return { text };
  } catch (error) {
    if (error instanceof NotExpressible) return { lack: 'not-expressible' };
    throw error;
  }
}

/** An answer as text, its reasoning in front between the tags that models use most. */
export function answerText({ content, reasoning_content, tool_calls }: TrainingMessage): string | undefined {
  if (tool_calls) return undefined;
  return reasoning_content === undefined ? content : `<think>\n${reasoning_content}\n</think>\n\n${content}`;
}

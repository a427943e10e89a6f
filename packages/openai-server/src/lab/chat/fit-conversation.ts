import type { LoadedModel } from '@tuneloop/protocol';
import { fitMessages } from '../../conversations/fit-messages.ts';
import type { ToolLoopOptions } from '../../tool-loop/options.ts';

/**
 * Shortens a conversation to what the context leaves beside the answer, of which no more than half of the context is kept
 * free, and to `maxConversationTokens` where that is less.
 */
export function fitConversation(
  model: LoadedModel,
  { maxTokens, maxConversationTokens = Infinity }: { maxTokens: number; maxConversationTokens: number | undefined },
): NonNullable<ToolLoopOptions['fit']> {
  const { contextSize } = model.info;
  const forAnswer = Math.min(maxTokens, Math.floor(contextSize / 2));
  const budget = Math.min(maxConversationTokens, contextSize - forAnswer);
  return (messages, { tools, signal }) =>
    fitMessages(messages, {
      budget,
      count: (some) => model.countTokens({ type: 'messages', messages: some }, { tools, signal }),
    });
}

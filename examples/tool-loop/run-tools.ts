import { answerToolCalls, functionTools, type DefinedTool, type RunToolOptions } from '@tuneloop/tools';
import type OpenAI from 'openai';

/** Asks, runs the tools that the model calls, and asks again with what they gave, until the model answers in words. */
export async function runTools(
  client: OpenAI,
  messages: OpenAI.ChatCompletionMessageParam[],
  tools: DefinedTool[],
  options: RunToolOptions & { maxRounds?: number },
): Promise<string> {
  const { maxRounds = 8, ...run } = options;
  for (let round = 0; round < maxRounds; round += 1) {
    const request = { model: 'default', messages, tools: functionTools(tools) };
    const { choices } = await client.chat.completions.create(request, { signal: run.signal });
    const message = choices[0]?.message;
    if (!message?.tool_calls?.length) return message?.content ?? '';
    messages.push(message, ...(await answerToolCalls(tools, message.tool_calls, run)));
  }
  throw new Error('The model kept on calling tools.');
}

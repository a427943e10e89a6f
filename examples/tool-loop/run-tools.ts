import type { Tool, ToolResult } from '@tuneloop/protocol';
import type OpenAI from 'openai';

type Message = OpenAI.ChatCompletionMessageParam;
type ToolCall = OpenAI.ChatCompletionMessageFunctionToolCall;

/** Asks, runs the tools that the model calls, and asks again with what they gave, until the model answers in words. */
export async function runTools(
  client: OpenAI,
  messages: Message[],
  tools: Tool[],
  options: { signal: AbortSignal; maxRounds?: number },
): Promise<string> {
  for (let round = 0; round < (options.maxRounds ?? 8); round += 1) {
    const definitions = tools.map(({ name, description = '', parameters }) => ({
      type: 'function' as const,
      function: { name, description, parameters: parameters as Record<string, unknown> },
    }));
    const request = { model: 'default', messages, tools: definitions };
    const { choices } = await client.chat.completions.create(request, { signal: options.signal });
    const message = choices[0]?.message;
    if (!message?.tool_calls?.length) return message?.content ?? '';
    messages.push(message);
    for (const call of message.tool_calls) {
      if (call.type !== 'function') continue;
      const result = await runTool(call, tools, options.signal);
      messages.push({ role: 'tool', tool_call_id: call.id, content: JSON.stringify(result) });
    }
  }
  throw new Error('The model kept on calling tools.');
}

/** Never throws but when cancelled: the model sees what went wrong and can try again. */
async function runTool(call: ToolCall, tools: Tool[], signal: AbortSignal): Promise<ToolResult> {
  const tool = tools.find(({ name }) => name === call.function.name);
  if (!tool) return { status: 'error', error: `There is no tool "${call.function.name}".` };
  try {
    return await tool.execute(JSON.parse(call.function.arguments), { signal });
  } catch (error) {
    signal.throwIfAborted();
    return { status: 'error', error: error instanceof Error ? error.message : String(error) };
  }
}

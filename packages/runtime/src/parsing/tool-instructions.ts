import { textOf, type Message, type ToolDefinition } from '@tuneloop/protocol';

/**
 * A conversation with tools for a chat template that knows none: the tools are told of in the system message, calls are
 * the text that the generic format would parse, and results come from the user.
 */
export function describeTools(messages: readonly Message[], tools: readonly ToolDefinition[]): Message[] {
  const written: Message[] = [];
  for (const message of messages) {
    if (message.role === 'tool') addResult(written, message.toolCallId, textOf(message.content));
    else if (message.role === 'assistant' && message.toolCalls?.length) {
      const { toolCalls, ...rest } = message;
      const calls = toolCalls.map(
        ({ name, arguments: text }) => `{"name": ${JSON.stringify(name)}, "arguments": ${text}}`,
      );
      written.push({ ...rest, content: [textOf(message.content), ...calls].filter(Boolean).join('\n') });
    } else written.push(message);
  }
  return tools.length === 0 ? written : withInstructions(written, instructions(tools));
}

function addResult(messages: Message[], id: string, result: string): void {
  const text = `Result of the tool call ${id}: ${result}`;
  const last = messages.at(-1);
  // Some templates insist that user and assistant take turns.
  if (last?.role === 'user') messages[messages.length - 1] = { ...last, content: `${textOf(last.content)}\n${text}` };
  else messages.push({ role: 'user', content: text });
}

function withInstructions(messages: Message[], text: string): Message[] {
  const [first, ...others] = messages;
  if (first?.role !== 'system' && first?.role !== 'developer') return [{ role: 'system', content: text }, ...messages];
  return [{ ...first, content: `${textOf(first.content)}\n\n${text}` }, ...others];
}

function instructions(tools: readonly ToolDefinition[]): string {
  const list = tools.map(({ name, description, parameters }) => JSON.stringify({ name, description, parameters }));
  return [
    'You can call tools. Each has a name and the JSON Schema of its arguments:',
    ...list,
    'To call one, answer with nothing but a JSON object: {"name": "<tool>", "arguments": {<its arguments>}}',
    'The result follows in the next message. Where no tool helps, answer as usual.',
  ].join('\n');
}

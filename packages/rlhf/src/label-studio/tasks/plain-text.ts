import { textOf, type InteractionOutput, type Message, type Prompt, type ToolCall } from '@tuneloop/protocol';

/** A prompt as annotators read it; `undefined` where there is no text of it. */
export function promptText(prompt: Prompt | undefined): string | undefined {
  if (prompt?.type === 'text') return prompt.text;
  if (prompt?.type === 'infill') return `${prompt.prefix}▢${prompt.suffix}`;
  if (prompt?.type !== 'messages') return undefined;
  const [only, ...others] = prompt.messages;
  if (only?.role === 'user' && others.length === 0) return textOf(only.content);
  return prompt.messages.map((message) => `[${message.role}]\n${messageText(message)}`).join('\n\n');
}

/** An answer with its tool calls; `undefined` where it says nothing. */
export function outputText(output: InteractionOutput | undefined): string | undefined {
  if (output === undefined) return undefined;
  const text = [output.content, ...callLines(output.toolCalls)].filter((part) => part !== '').join('\n');
  return text.trim() === '' ? undefined : text;
}

function messageText(message: Message): string {
  const calls = message.role === 'assistant' ? callLines(message.toolCalls) : [];
  return [textOf(message.content), ...calls].filter((part) => part !== '').join('\n');
}

function callLines(calls: readonly ToolCall[] | undefined): string[] {
  return (calls ?? []).map((call) => `→ ${call.name}(${call.arguments})`);
}

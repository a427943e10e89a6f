import { textOf, type Message, type ToolCall, type ToolDefinition } from '@tuneloop/protocol';

/** A call as chat templates take it (`arguments` an object), or as OpenAI writes it (JSON text). */
export interface TrainingToolCall {
  id: string;
  type: 'function';
  function: { name: string; arguments: unknown };
}

/** A message in the form that OpenAI, TRL and chat templates share. */
export interface TrainingMessage {
  role: 'system' | 'user' | 'assistant' | 'tool';
  content: string;
  reasoning_content?: string;
  tool_calls?: TrainingToolCall[];
  /** Of a tool's result. */
  name?: string;
  tool_call_id?: string;
}

export interface TrainingTool {
  type: 'function';
  function: ToolDefinition;
}

export function hasImages({ content }: Message): boolean {
  return typeof content !== 'string' && content.some((part) => part.type === 'image');
}

/** `withReasoning` keeps what the model thought, which most chat templates drop from earlier turns anyway. */
export function toTrainingMessages(messages: readonly Message[], withReasoning: boolean): TrainingMessage[] {
  const toolOf = new Map<string, string>();
  return messages.map((message) => {
    const content = textOf(message.content);
    switch (message.role) {
      case 'system':
      case 'developer':
        return { role: 'system', content };
      case 'user':
        return { role: 'user', content };
      case 'tool': {
        const name = toolOf.get(message.toolCallId);
        return { role: 'tool', content, ...(name !== undefined && { name }), tool_call_id: message.toolCallId };
      }
      case 'assistant':
        for (const { id, name } of message.toolCalls ?? []) toolOf.set(id, name);
        return assistantMessage({ ...message, content }, withReasoning);
    }
  });
}

/** An answer as a message. */
export function assistantMessage(
  answer: { content: string; reasoning?: string | undefined; toolCalls?: readonly ToolCall[] | undefined },
  withReasoning: boolean,
): TrainingMessage {
  const message: TrainingMessage = { role: 'assistant', content: answer.content };
  if (withReasoning && answer.reasoning) message.reasoning_content = answer.reasoning;
  if (answer.toolCalls && answer.toolCalls.length > 0) {
    message.tool_calls = answer.toolCalls.map(({ id, name, arguments: text }) => ({
      id,
      type: 'function',
      function: { name, arguments: parsed(text) },
    }));
  }
  return message;
}

export function toTrainingTools(tools: readonly ToolDefinition[]): TrainingTool[] {
  return tools.map(({ name, description, parameters }) => ({
    type: 'function',
    function: { name, ...(description !== undefined && { description }), parameters },
  }));
}

/** The same with arguments as JSON text, and without what OpenAI's files do not have. */
export function toOpenAIMessage({ role, content, tool_calls, tool_call_id }: TrainingMessage): Record<string, unknown> {
  return {
    role,
    // OpenAI wants none rather than an empty one beside calls.
    content: tool_calls && content === '' ? null : content,
    ...(tool_calls && {
      tool_calls: tool_calls.map(({ id, type, function: { name, arguments: args } }) => ({
        id,
        type,
        function: { name, arguments: typeof args === 'string' ? args : JSON.stringify(args) },
      })),
    }),
    ...(tool_call_id !== undefined && { tool_call_id }),
  };
}

/** Models do not always write JSON: then it stays the text that it was. */
function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : text;
  } catch {
    return text;
  }
}

import { messageRows } from '@tuneloop/datasets';
import { textOf, type Interaction, type Message, type ToolDefinition } from '@tuneloop/protocol';

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
  const adapted = messages.map((message): Message => {
    switch (message.role) {
      case 'developer':
        return { ...message, role: 'system' };
      case 'assistant':
        return answerMessage({ ...message, content: textOf(message.content) }, withReasoning);
      case 'system':
      case 'user':
      case 'tool':
        return message;
    }
  });
  return messageRows(adapted, 'json') as unknown as TrainingMessage[];
}

/** An answer as a message. */
export function assistantMessage(answer: NonNullable<Interaction['output']>, withReasoning: boolean): TrainingMessage {
  return messageRows([answerMessage(answer, withReasoning)], 'json')[0] as unknown as TrainingMessage;
}

function answerMessage(
  { content, reasoning, toolCalls }: NonNullable<Interaction['output']>,
  withReasoning: boolean,
): Message {
  return {
    role: 'assistant',
    content,
    ...(withReasoning && reasoning && { reasoning }),
    ...(toolCalls && toolCalls.length > 0 && { toolCalls }),
  };
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

import { textOf, type AssistantMessage, type ContentPart, type Message, type ToolCall } from '@tuneloop/protocol';

/** A message as LangChain writes it. */
export interface MessageDict {
  id: string;
  type: 'human' | 'ai' | 'tool' | 'system';
  content: string | ContentBlock[];
  name?: string | undefined;
  additional_kwargs: Record<string, unknown>;
  response_metadata: Record<string, unknown>;
  /** Of `ai`. */
  tool_calls?: ToolCallDict[] | undefined;
  /** Of `ai`: calls whose arguments are no JSON object. */
  invalid_tool_calls?:
    | (Omit<ToolCallDict, 'args' | 'type'> & { args: string; type: 'invalid_tool_call' })[]
    | undefined;
  /** Of `tool`. */
  tool_call_id?: string | undefined;
  /** Of `tool`. */
  status?: 'success' | 'error' | undefined;
}

export interface ToolCallDict {
  id: string;
  name: string;
  args: Record<string, unknown>;
  type: 'tool_call';
}

export type ContentBlock =
  | { type: 'text'; text: string }
  /** As LangChain's standard blocks have it, before 1.0 and since. */
  | { type: 'image'; source_type: 'base64'; mime_type: string; mimeType: string; data: string };

/** @param toolName of the call that a `tool` message answers. */
export function encodeMessageDict(id: string, message: Message, toolName?: string): MessageDict {
  const kept = { additional_kwargs: {}, response_metadata: {} };
  switch (message.role) {
    case 'system':
    case 'developer':
      return { id, type: 'system', content: textOf(message.content), ...kept };
    case 'user':
      return { id, type: 'human', content: encodeContent(message.content), ...nameOf(message), ...kept };
    case 'assistant':
      return encodeAssistant(id, message);
    case 'tool':
    default: {
      const content = textOf(message.content);
      const status = isFailure(content) ? 'error' : 'success';
      return {
        id,
        type: 'tool',
        content,
        tool_call_id: message.toolCallId,
        ...nameOf({ name: toolName }),
        status,
        ...kept,
      };
    }
  }
}

/** The whole history, with the names of the tools that were called. */
export function encodeMessageDicts(messages: readonly { id: string; message: Message }[]): MessageDict[] {
  const names = new Map<string, string>();
  return messages.map(({ id, message }) => {
    if (message.role === 'assistant') for (const call of message.toolCalls ?? []) names.set(call.id, call.name);
    return encodeMessageDict(id, message, message.role === 'tool' ? names.get(message.toolCallId) : undefined);
  });
}

/** The arguments of a call as an object; `undefined` where they are none. */
export function readArguments(call: Pick<ToolCall, 'arguments'>): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(call.arguments === '' ? '{}' : call.arguments);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function encodeAssistant(id: string, message: AssistantMessage): MessageDict {
  const { reasoning, toolCalls = [] } = message;
  return {
    id,
    type: 'ai',
    content: textOf(message.content),
    ...nameOf(message),
    additional_kwargs: reasoning === undefined ? {} : { reasoning_content: reasoning },
    response_metadata: {},
    tool_calls: toolCalls.flatMap((call): ToolCallDict[] => {
      const args = readArguments(call);
      return args ? [{ id: call.id, name: call.name, args, type: 'tool_call' }] : [];
    }),
    invalid_tool_calls: toolCalls
      .filter((call) => !readArguments(call))
      .map((call) => ({ id: call.id, name: call.name, args: call.arguments, type: 'invalid_tool_call' })),
  };
}

function encodeContent(content: string | ContentPart[]): MessageDict['content'] {
  if (typeof content === 'string') return content;
  return content.flatMap((part): ContentBlock[] => {
    if (part.type === 'text') return [{ type: 'text', text: part.text }];
    const [, type = 'application/octet-stream', data = ''] = /^data:([^;,]*)[^,]*,(.*)$/s.exec(part.url) ?? [];
    return [{ type: 'image', source_type: 'base64', mime_type: type, mimeType: type, data }];
  });
}

/** What the tools of this server answer says whether they failed. */
function isFailure(content: string): boolean {
  return /^\s*\{\s*"status"\s*:\s*"error"/.test(content);
}

function nameOf({ name }: { name?: string | undefined }): { name?: string } {
  return name === undefined ? {} : { name };
}

import type { AssistantMessage, ContentPart, Message } from '@tuneloop/protocol';
import type { UpstreamKind } from '../options.ts';

/** Servers that read what the model thought before; others refuse or ignore it, and OpenAI's own has no place for it. */
const reasoningNames: Partial<Record<UpstreamKind, 'reasoning_content' | 'reasoning'>> = {
  tuneloop: 'reasoning_content',
  'llama.cpp': 'reasoning_content',
  sglang: 'reasoning_content',
  vllm: 'reasoning',
  ollama: 'reasoning',
};

/** Servers with no notion of `developer`; to their templates it is an unknown role. */
const systemOnly: ReadonlySet<UpstreamKind> = new Set(['llama.cpp', 'vllm', 'sglang', 'ollama', 'lm-studio']);

/** OpenAI's form of a conversation. */
export function encodeMessages(messages: readonly Message[], kind: UpstreamKind): object[] {
  return messages.map((message) => {
    switch (message.role) {
      case 'system':
      case 'developer': {
        const role = systemOnly.has(kind) ? 'system' : message.role;
        return { role, content: encodeContent(message.content), ...named(message) };
      }
      case 'user':
        return { role: 'user', content: encodeContent(message.content), ...named(message) };
      case 'assistant':
        return encodeAssistant(message, kind);
      case 'tool':
      default:
        return { role: 'tool', tool_call_id: message.toolCallId, content: encodeContent(message.content) };
    }
  });
}

function named({ name }: { name?: string | undefined }): { name?: string } {
  return name === undefined ? {} : { name };
}

function encodeContent(content: string | readonly ContentPart[]): string | object[] {
  if (typeof content === 'string') return content;
  return content.map((part) => (part.type === 'text' ? part : { type: 'image_url', image_url: { url: part.url } }));
}

function encodeAssistant(message: AssistantMessage, kind: UpstreamKind): object {
  const { reasoning, toolCalls } = message;
  const reasoningName = reasoningNames[kind];
  const hasCalls = toolCalls !== undefined && toolCalls.length > 0;
  return {
    role: 'assistant',
    content: message.content === '' && hasCalls ? null : encodeContent(message.content),
    ...(reasoning !== undefined && reasoningName !== undefined && { [reasoningName]: reasoning }),
    ...(hasCalls && {
      tool_calls: toolCalls.map(({ id, name, arguments: args }) => ({
        id,
        type: 'function',
        function: { name, arguments: args },
      })),
    }),
    ...named(message),
  };
}

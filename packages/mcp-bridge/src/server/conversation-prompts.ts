import { textOf, TuneloopError, type Message } from '@tuneloop/protocol';
import type { GetPromptResult, Prompt, PromptMessage } from '@modelcontextprotocol/server';
import { completeId } from './conversation-resources.ts';
import type { McpConversations } from './mcp-conversations.ts';
import type { McpPromptSet } from './mcp-feature.ts';

const prompt: Prompt = {
  name: 'conversation',
  title: 'Continue a conversation',
  description: 'The messages of a stored conversation, to go on from.',
  arguments: [{ name: 'id', description: 'Which conversation', required: true }],
};

/** A stored conversation as a prompt. MCP knows users and assistants alone: tool calls become text, system messages go. */
export function conversationPrompts(conversations: McpConversations): McpPromptSet {
  return {
    list: () => [prompt],
    get: (name, { id }, { owner }) => (name === prompt.name ? getPrompt(conversations, id, owner) : undefined),
    complete: async ({ of, name, value }, owner) =>
      of === prompt.name && name === 'id' ? completeId(conversations, value, owner) : [],
  };
}

async function getPrompt(
  conversations: McpConversations,
  id: string | undefined,
  owner: string,
): Promise<GetPromptResult> {
  if (id === undefined)
    throw new TuneloopError('INVALID_REQUEST', 'The prompt "conversation" needs the argument "id".');
  const { title, messages } = await conversations.read(id, { owner });
  return { ...(title !== undefined && { description: title }), messages: messages.flatMap(promptMessages) };
}

function promptMessages(message: Message): PromptMessage[] {
  const text = textOf(message.content);
  switch (message.role) {
    case 'user':
      return [textMessage('user', text)];
    case 'assistant': {
      const calls = (message.toolCalls ?? []).map((call) => `[called ${call.name} with ${call.arguments}]`);
      return [textMessage('assistant', [text, ...calls].filter((part) => part !== '').join('\n'))];
    }
    case 'tool':
      return [textMessage('user', `[result of a tool]\n${text}`)];
    case 'system':
    case 'developer':
      return [];
  }
}

function textMessage(role: 'user' | 'assistant', text: string): PromptMessage {
  return { role, content: { type: 'text', text } };
}

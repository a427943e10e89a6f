import type { ContentPart, Message, ToolCall } from '@tuneloop/protocol';
import { z } from 'zod';
import { requestProblem } from '../../errors/request-problem.ts';
import { validateWire } from '../../parameters/validate-wire.ts';

/** What a client puts into the state. */
export type IncomingMessage =
  | { type: 'message'; id: string | undefined; message: Message }
  /** `__remove_all__` for all. */
  | { type: 'remove'; id: string };

const roles: Readonly<Record<string, 'user' | 'assistant' | 'tool' | 'system' | 'remove'>> = {
  human: 'user',
  user: 'user',
  ai: 'assistant',
  assistant: 'assistant',
  tool: 'tool',
  system: 'system',
  developer: 'system',
  remove: 'remove',
  HumanMessageChunk: 'user',
  AIMessageChunk: 'assistant',
  ToolMessageChunk: 'tool',
  SystemMessageChunk: 'system',
};

const callSchema = z.looseObject({
  id: z.string().nullish(),
  name: z.string(),
  args: z.union([z.record(z.string(), z.unknown()), z.string()]).nullish(),
});

const dictSchema = z.looseObject({
  id: z.string().min(1).max(200).nullish(),
  type: z.string().nullish(),
  role: z.string().nullish(),
  content: z.union([z.string(), z.array(z.unknown())]).nullish(),
  name: z.string().nullish(),
  tool_calls: z.array(callSchema).nullish(),
  tool_call_id: z.string().nullish(),
});

type Dict = z.infer<typeof dictSchema>;

/**
 * Messages as LangChain has them: `{type: "human", content}`, OpenAI's `{role, content}`, a text, or one of these in place
 * of a list.
 *
 * Errors: `INVALID_REQUEST` naming the place.
 */
export function decodeMessages(value: unknown, path: readonly PropertyKey[]): IncomingMessage[] {
  const list = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  return list.map((item: unknown, index) => {
    if (typeof item === 'string') return { type: 'message', id: undefined, message: { role: 'user', content: item } };
    return decodeDict(validateWire<Dict>(dictSchema, item, [...path, index]), [...path, index]);
  });
}

function decodeDict(dict: Dict, path: readonly PropertyKey[]): IncomingMessage {
  const kind = dict.type ?? dict.role ?? '';
  const role = Object.hasOwn(roles, kind) ? roles[kind] : undefined;
  const id = dict.id ?? undefined;
  const where = path.join('.');
  if (role === undefined) {
    throw requestProblem('invalid_value', `${where}.type: must be human, ai, tool, system or remove.`, where);
  }
  if (role === 'remove') {
    if (id === undefined)
      throw requestProblem('missing_required_parameter', `${where}.id: says what to remove.`, where);
    return { type: 'remove', id };
  }
  return { type: 'message', id, message: decodeBody(role, dict, where) };
}

function decodeBody(role: 'user' | 'assistant' | 'tool' | 'system', dict: Dict, where: string): Message {
  const parts = decodeContent(dict.content ?? '', where);
  const text =
    typeof parts === 'string' ? parts : parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
  const name = dict.name ?? undefined;
  switch (role) {
    case 'user':
      return { role, content: parts, ...(name !== undefined && { name }) };
    case 'system':
      return { role, content: text };
    case 'tool': {
      const toolCallId = dict.tool_call_id ?? undefined;
      if (toolCallId !== undefined) return { role, toolCallId, content: text };
      throw requestProblem('missing_required_parameter', `${where}.tool_call_id: says which call it answers.`, where);
    }
    case 'assistant':
    default: {
      const toolCalls = (dict.tool_calls ?? []).map((call, index): ToolCall => {
        const args = typeof call.args === 'string' ? call.args : JSON.stringify(call.args ?? {});
        return { id: call.id ?? `call_${index}`, name: call.name, arguments: args };
      });
      const kept = (dict['additional_kwargs'] as { reasoning_content?: unknown } | undefined)?.reasoning_content;
      return {
        role: 'assistant',
        content: text,
        ...(typeof kept === 'string' && { reasoning: kept }),
        ...(toolCalls.length > 0 && { toolCalls }),
      };
    }
  }
}

const blockSchema = z.looseObject({ type: z.string(), text: z.string().optional() });

function decodeContent(content: string | unknown[], where: string): string | ContentPart[] {
  if (typeof content === 'string') return content;
  const parts = content.flatMap((block): ContentPart[] => {
    if (typeof block === 'string') return [{ type: 'text', text: block }];
    const parsed = blockSchema.safeParse(block);
    const { data } = parsed;
    if (data?.type === 'text' || data?.type === 'output_text') return [{ type: 'text', text: data.text ?? '' }];
    // What a model of another server thought or called there: its calls stand in tool_calls.
    if (data && ['reasoning', 'thinking', 'redacted_thinking', 'tool_use', 'tool_call'].includes(data.type)) return [];
    const url = data && imageUrlOf(data);
    if (url !== undefined) return [{ type: 'image', url }];
    const what = data ? JSON.stringify(data.type.slice(0, 50)) : 'what is no block';
    throw requestProblem(
      'unsupported_value',
      `${where}.content: cannot hold ${what}; it takes texts and images.`,
      where,
    );
  });
  const texts = parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  return texts.length === parts.length ? texts.join('\n') : parts;
}

/** Of the ways in which LangChain writes an image. */
function imageUrlOf(block: Record<string, unknown>): string | undefined {
  const { type } = block;
  if (type === 'image_url') {
    const value = block['image_url'];
    return typeof value === 'string' ? value : (value as { url?: string } | undefined)?.url;
  }
  if (type !== 'image' || typeof block['data'] !== 'string') return undefined;
  const mime = block['mime_type'] ?? block['mimeType'];
  return typeof mime === 'string' ? `data:${mime};base64,${block['data']}` : undefined;
}

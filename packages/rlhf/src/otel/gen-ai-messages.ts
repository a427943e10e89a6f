import { textOf, type ContentPart, type Interaction, type Message, type ToolCall } from '@tuneloop/protocol';

/** A part of a message, as the attributes `gen_ai.input.messages` and `gen_ai.output.messages` have it. */
type Part =
  | { type: 'text' | 'reasoning'; content: string }
  | { type: 'tool_call'; id: string; name: string; arguments: unknown }
  | { type: 'tool_call_response'; id: string; response: string }
  | { type: 'image'; mime_type: string };

export interface GenAiMessage {
  role: string;
  parts: Part[];
  finish_reason?: string | undefined;
}

const finishReasons = { stop: 'stop', length: 'length', 'tool-calls': 'tool_call' } as const;

/** What a model was given; `undefined` where that was not text. */
export function inputMessages(prompt: Interaction['prompt']): GenAiMessage[] | undefined {
  switch (prompt?.type) {
    case 'messages':
      return prompt.messages.map(inputMessage);
    case 'text':
      return [{ role: 'user', parts: [{ type: 'text', content: prompt.text }] }];
    case 'infill':
      return [{ role: 'user', parts: [prompt.prefix, prompt.suffix].map((content) => ({ type: 'text', content })) }];
    case 'tokens':
    case undefined:
      return undefined;
  }
}

/** What it answered. */
export function outputMessages({ output, finishReason, error }: Interaction): GenAiMessage[] | undefined {
  if (!output) return undefined;
  const { content, reasoning, toolCalls } = output;
  const parts: Part[] = [
    ...(reasoning === undefined ? [] : [{ type: 'reasoning' as const, content: reasoning }]),
    ...(content === '' ? [] : [{ type: 'text' as const, content }]),
    ...(toolCalls ?? []).map(toolCallPart),
  ];
  const reason = error ? 'error' : finishReason && finishReasons[finishReason];
  return [{ role: 'assistant', parts, ...(reason && { finish_reason: reason }) }];
}

function inputMessage(message: Message): GenAiMessage {
  switch (message.role) {
    case 'tool': {
      const response = textOf(message.content);
      return { role: 'tool', parts: [{ type: 'tool_call_response', id: message.toolCallId, response }] };
    }
    case 'assistant': {
      const { content, reasoning, toolCalls } = message;
      const said = reasoning === undefined ? [] : [{ type: 'reasoning' as const, content: reasoning }];
      return { role: 'assistant', parts: [...said, ...contentParts(content), ...(toolCalls ?? []).map(toolCallPart)] };
    }
    case 'system':
    case 'developer':
    case 'user':
      return { role: message.role, parts: contentParts(message.content) };
  }
}

function contentParts(content: string | readonly ContentPart[]): Part[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', content }];
  return content.map((part) => (part.type === 'text' ? { type: 'text', content: part.text } : imagePart(part.url)));
}

/** Pictures do not go into a trace: that there was one does. */
function imagePart(url: string): Part {
  const mime = /^data:([^;,]+)/.exec(url)?.[1] ?? 'image/*';
  return { type: 'image', mime_type: mime };
}

function toolCallPart({ id, name, arguments: text }: ToolCall): Part {
  let parsed: unknown = text;
  try {
    parsed = JSON.parse(text);
  } catch {
    // As the model wrote it.
  }
  return { type: 'tool_call', id, name, arguments: parsed };
}

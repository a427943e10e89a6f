import type { ContentPart, Message, ToolCall } from '@tuneloop/protocol';
import { requestProblem } from '../errors/request-problem.ts';
import { decodeImage } from './image.ts';
import type { OllamaMessageWire } from './message-wire.ts';

/**
 * Ollama's results of tools name the tool, where there is a name at all, and the engine's name the call: each result
 * answers the call that it names or the first open one that fits. Some clients make up ids and send them with results only.
 *
 * Errors: `INVALID_REQUEST` for images where there can be none, or that are none.
 */
export function decodeMessages(wires: readonly OllamaMessageWire[]): Message[] {
  const open: ToolCall[] = [];
  let calls = 0;

  const decodeCalls = (wire: OllamaMessageWire): ToolCall[] =>
    (wire.tool_calls ?? []).map(({ id, function: { name, arguments: args } }) => {
      calls += 1;
      return { id: id ?? `call_${calls}`, name, arguments: JSON.stringify(args ?? {}) };
    });

  const answeredCall = ({ tool_call_id: id, tool_name: name }: OllamaMessageWire): string => {
    const named = id ? open.findIndex((call) => call.id === id) : -1;
    const position = named === -1 ? open.findIndex((call) => !name || call.name === name) : named;
    const [call] = position === -1 ? [] : open.splice(position, 1);
    return call?.id ?? id ?? name ?? 'call_0';
  };

  return wires.map((wire, index): Message => {
    const content = wire.content ?? '';
    if (wire.role !== 'user' && wire.images?.length) {
      const path = `messages[${index}].images`;
      throw requestProblem('invalid_value', `${path}: only messages of the user may hold images`, path);
    }
    switch (wire.role) {
      case 'system':
        return { role: 'system', content };
      case 'user':
        return { role: 'user', content: withImages(content, wire.images ?? [], `messages[${index}].images`) };
      case 'assistant': {
        const toolCalls = decodeCalls(wire);
        open.push(...toolCalls);
        return {
          role: 'assistant',
          content,
          reasoning: wire.thinking ?? undefined,
          toolCalls: toolCalls.length > 0 ? toolCalls : undefined,
        };
      }
      case 'tool':
      default:
        return { role: 'tool', toolCallId: answeredCall(wire), content };
    }
  });
}

/** What a user says, with the images behind it; `path` is where these stand in the request. */
export function withImages(text: string, images: readonly string[], path: string): string | ContentPart[] {
  if (images.length === 0) return text;
  const parts = images.map((image, index) => ({
    type: 'image' as const,
    url: decodeImage(image, `${path}[${index}]`),
  }));
  return [{ type: 'text', text }, ...parts];
}

import type { GenerationEvent, ToolCall } from '@tuneloop/protocol';
import { encodeLogprobs, type ChatLogprobsWire } from '../chat-completions/logprobs.ts';
import { ToolCallAssembler } from '../generation/tool-call-assembler.ts';

export interface OllamaToolCall {
  id: string;
  function: { index: number; name: string; arguments: Record<string, unknown> };
}

/** A part of an answer, or the whole of it. */
export interface Piece {
  text: string;
  thinking: string;
  toolCalls: OllamaToolCall[];
  logprobs: ChatLogprobsWire['content'];
}

export const emptyPiece: Piece = { text: '', thinking: '', toolCalls: [], logprobs: [] };

export function joinPieces(pieces: readonly Piece[]): Piece {
  return {
    text: pieces.map(({ text }) => text).join(''),
    thinking: pieces.map(({ thinking }) => thinking).join(''),
    toolCalls: pieces.flatMap(({ toolCalls }) => toolCalls),
    logprobs: pieces.flatMap(({ logprobs }) => logprobs),
  };
}

/** Reads the events of one generation; a tool call becomes a piece once it is whole, as Ollama sends it. */
export function createPieceReader(): (event: GenerationEvent) => Piece | undefined {
  const calls = new ToolCallAssembler();
  return (event) => {
    switch (event.type) {
      case 'text-delta': {
        const logprobs = event.logprobs ? encodeLogprobs(event.logprobs).content : [];
        return event.text === '' && logprobs.length === 0 ? undefined : { ...emptyPiece, text: event.text, logprobs };
      }
      case 'reasoning-delta':
        return event.text === '' ? undefined : { ...emptyPiece, thinking: event.text };
      case 'tool-call-start':
      case 'tool-call-delta':
      case 'tool-call-end': {
        const call = calls.add(event);
        return call && encodeToolCall({ index: event.index, ...call });
      }
      case 'generation-end': {
        // What the token limit cut off.
        const rest = calls.cut.map(encodeToolCall);
        return rest.length === 0 ? undefined : joinPieces(rest);
      }
      case 'generation-start':
      case 'prompt-logprobs':
      default:
        return undefined;
    }
  };
}

/** Ollama's arguments are an object. A call whose arguments are none is given back as the text that it was. */
function encodeToolCall(call: ToolCall & { index: number }): Piece {
  const args = parseObject(call.arguments.trim() === '' ? '{}' : call.arguments);
  if (!args) return { ...emptyPiece, text: `{"name": ${JSON.stringify(call.name)}, "arguments": ${call.arguments}}` };
  return {
    ...emptyPiece,
    toolCalls: [{ id: call.id, function: { index: call.index, name: call.name, arguments: args } }],
  };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

import type { ContentPart, Message, TextPart } from '@tuneloop/protocol';
import { requestProblem } from '../errors/request-problem.ts';
import { createAssistantTurn, type AssistantTurn } from './assistant-turn.ts';
import type { FunctionCallOutputItem, InputMessageItem, Item, OutputItem } from './item.ts';

/**
 * The messages that items stand for. Reasoning, text and calls that follow each other are one message of the assistant,
 * as chat templates have it.
 *
 * Errors: `INVALID_REQUEST` for the output of a call that nobody made.
 */
export function messagesOf(items: readonly Item[]): Message[] {
  const messages: Message[] = [];
  const callIds = new Set<string>();
  let turn: AssistantTurn | undefined;
  for (const item of items) {
    if (isOutput(item)) {
      if (turn?.accepts(item) === false) {
        messages.push(...turn.messages());
        turn = undefined;
      }
      turn ??= createAssistantTurn();
      turn.add(item);
      if (item.type === 'function_call') callIds.add(item.call_id);
    } else {
      messages.push(...(turn?.messages() ?? []));
      turn = undefined;
      messages.push(item.type === 'message' ? decodeMessage(item) : decodeOutput(item, callIds));
    }
  }
  return [...messages, ...(turn?.messages() ?? [])];
}

function isOutput(item: Item): item is OutputItem {
  return item.type === 'message' ? item.role === 'assistant' : item.type !== 'function_call_output';
}

function decodeMessage({ role, content }: InputMessageItem): Message {
  const parts = content.map((part): ContentPart =>
    part.type === 'input_text' ? { type: 'text', text: part.text } : { type: 'image', url: part.image_url },
  );
  if (role === 'user') return { role, content: simplify(parts) };
  return { role, content: simplify(parts.filter((part): part is TextPart => part.type === 'text')) };
}

function decodeOutput({ call_id: toolCallId, output }: FunctionCallOutputItem, callIds: ReadonlySet<string>): Message {
  if (!callIds.has(toolCallId)) {
    const shown = JSON.stringify(toolCallId.slice(0, 100));
    const message = `input: no function_call with the call_id ${shown} comes before its output`;
    throw requestProblem('invalid_value', message, 'input');
  }
  const content = typeof output === 'string' ? output : simplify(output.map(({ text }) => ({ type: 'text', text })));
  return { role: 'tool', toolCallId, content };
}

/** A single text stands for itself: some chat templates know no parts. */
function simplify<T extends ContentPart>(parts: T[]): string | T[] {
  const [first] = parts;
  return parts.length === 1 && first?.type === 'text' ? first.text : parts;
}

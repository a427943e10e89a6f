import type { ContentPart, Message, TextPart } from '@tuneloop/protocol';
import { requestProblem } from '../errors/request-problem.ts';
import { readApprovals, type Approvals, type ModelNames } from './approvals.ts';
import { createAssistantTurn, type AssistantTurn, type TurnPart } from './assistant-turn.ts';
import type { FunctionCallOutputItem, InputMessageItem, Item } from './item.ts';
import { readResult } from './mcp-item.ts';

/**
 * The messages that items stand for. Reasoning, text and calls that follow each other are one message of the assistant,
 * as chat templates have it; the results of calls that this server ran come after it.
 *
 * @param modelNames of the tools that the request has; those of servers that it leaves out get a name like theirs.
 *
 * Errors: `INVALID_REQUEST` for the output of a call that nobody made, and an approval that nobody asked for.
 */
export function messagesOf(items: readonly Item[], modelNames: ModelNames = () => undefined): Message[] {
  const approvals = readApprovals(items);
  const messages: Message[] = [];
  const callIds = new Set<string>();
  let turn: AssistantTurn | undefined;
  for (const item of items) {
    if (isSilent(item, approvals)) continue;
    const part = turnPartOf(item, approvals, modelNames);
    if (part) {
      if (turn?.accepts(part) === false) {
        messages.push(...turn.messages());
        turn = undefined;
      }
      turn ??= createAssistantTurn();
      turn.add(part);
      if (part.type === 'function_call') callIds.add(part.call_id);
    } else {
      messages.push(...(turn?.messages() ?? []));
      turn = undefined;
      messages.push(...decodeInput(item, callIds));
    }
  }
  return [...messages, ...(turn?.messages() ?? [])];
}

/** What the model reads nothing of. */
function isSilent(item: Item, approvals: Approvals): boolean {
  if (item.type === 'mcp_approval_request') return approvals.hasRun(item);
  return item.type === 'mcp_list_tools' || item.type === 'mcp_approval_response';
}

/** An item of the assistant's; `undefined` for others. */
function turnPartOf(item: Item, approvals: Approvals, modelNames: ModelNames): TurnPart | undefined {
  if (item.type === 'message') return item.role === 'assistant' ? item : undefined;
  if (item.type === 'function_call' || item.type === 'reasoning') return item;
  if (item.type !== 'mcp_call' && item.type !== 'mcp_approval_request') return undefined;
  const { id, server_label: label, name, arguments: text } = item;
  const result = item.type === 'mcp_call' ? readResult(item) : JSON.stringify(approvals.refusalOf(item));
  const call = { id, name: modelNames(label, name) ?? `${label}__${name}`, arguments: text };
  return { type: 'answered_call', call, result };
}

function decodeInput(item: Item, callIds: ReadonlySet<string>): Message[] {
  if (item.type === 'function_call_output') return [decodeOutput(item, callIds)];
  return item.type === 'message' && item.role !== 'assistant' ? [decodeMessage(item)] : [];
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

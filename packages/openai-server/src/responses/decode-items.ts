import { decodeMcpItem } from './decode-mcp-item.ts';
import type { InputPart, Item, OutputTextPart, RefusalPart } from './item.ts';
import type { ItemStatus } from './item-status.ts';
import { itemIdOf } from './item-id.ts';
import type { AssistantMessageWire, InputPartWire, ItemReferenceWire, ItemWire, OutputPartWire } from './item-wire.ts';

/**
 * The input of a request as whole items; those without an id get one made of the response's. References are left to
 * `resolveReferences`, which knows what is stored.
 *
 * @param ignored gets the paths of what has no effect.
 */
export function decodeItems(
  input: string | readonly ItemWire[],
  responseId: string,
  ignored: string[],
): (Item | ItemReferenceWire)[] {
  const wires: readonly ItemWire[] = typeof input === 'string' ? [{ role: 'user', content: input }] : input;
  return wires.map((wire, index) => {
    if (wire.type === 'item_reference') return wire;
    if (wire.type === 'reasoning' && typeof wire.encrypted_content === 'string') {
      ignored.push(`input[${index}].encrypted_content`);
    }
    return decodeItem(wire, wire.id ?? itemIdOf(responseId, wire.type ?? 'message', `in${index}`));
  });
}

function decodeItem(wire: Exclude<ItemWire, ItemReferenceWire>, id: string): Item {
  const status: ItemStatus = wire.status === 'incomplete' ? 'incomplete' : 'completed';
  switch (wire.type) {
    case 'function_call':
      return { type: wire.type, id, status, call_id: wire.call_id, name: wire.name, arguments: wire.arguments };
    case 'function_call_output':
      return { type: wire.type, id, status, call_id: wire.call_id, output: wire.output };
    case 'reasoning':
      return { type: wire.type, id, status, summary: wire.summary ?? [], content: wire.content ?? [] };
    case 'mcp_list_tools':
    case 'mcp_call':
    case 'mcp_approval_request':
    case 'mcp_approval_response':
      return decodeMcpItem(wire, id);
    case 'message':
    case undefined:
    default:
      if (wire.role === 'assistant') {
        return { type: 'message', id, status, role: wire.role, content: decodeOutputParts(wire.content) };
      }
      return { type: 'message', id, status, role: wire.role, content: decodeInputParts(wire.content) };
  }
}

function decodeInputParts(content: string | readonly InputPartWire[]): InputPart[] {
  if (typeof content === 'string') return [{ type: 'input_text', text: content }];
  return content.map((part) =>
    part.type === 'input_text' ? part : { type: part.type, image_url: part.image_url, detail: part.detail ?? 'auto' },
  );
}

function decodeOutputParts(content: AssistantMessageWire['content']): (OutputTextPart | RefusalPart)[] {
  const parts: readonly OutputPartWire[] =
    typeof content === 'string' ? [{ type: 'output_text', text: content }] : content;
  return parts.map((part) =>
    part.type === 'refusal' ? part : { type: part.type, text: part.text, annotations: [], logprobs: [] },
  );
}

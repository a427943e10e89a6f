import type { ToolResult } from '@tuneloop/protocol';
import type { ToolListing } from '../mcp-tools/toolset.ts';
import type { ServedTool } from '../mcp-tools/tool-servers.ts';
import type { ItemDraft, ItemPosition } from './item-draft.ts';
import {
  encodeResult,
  type ListedTool,
  type McpApprovalRequestItem,
  type McpCallItem,
  type McpListToolsItem,
} from './mcp-item.ts';
import type { ItemEvent } from './stream-event.ts';

export interface McpCallDraft extends ItemDraft {
  /** The call has its result. */
  complete(result: ToolResult): ItemEvent[];
}

/** A call that begins to run: its arguments are known by then. */
export function createMcpCallDraft(
  { id, index }: ItemPosition,
  call: Pick<McpCallItem, 'server_label' | 'name' | 'arguments' | 'approval_request_id'>,
): McpCallDraft {
  const place = { item_id: id, output_index: index };
  let outcome: Pick<McpCallItem, 'status' | 'output' | 'error'> | undefined;
  const item = (status: McpCallItem['status']): McpCallItem => ({
    type: 'mcp_call',
    id,
    ...call,
    ...(outcome ?? { status, output: null, error: null }),
  });
  return {
    begin: () => [
      { type: 'response.output_item.added', output_index: index, item: { ...item('in_progress'), arguments: '' } },
      { type: 'response.mcp_call.in_progress', ...place },
      { type: 'response.mcp_call_arguments.delta', ...place, delta: call.arguments },
      { type: 'response.mcp_call_arguments.done', ...place, arguments: call.arguments },
    ],
    append: () => [],
    end: () => [],
    complete: (result) => {
      outcome = encodeResult(result);
      const type = result.status === 'success' ? 'response.mcp_call.completed' : 'response.mcp_call.failed';
      return [
        { type, ...place },
        { type: 'response.output_item.done', output_index: index, item: item('completed') },
      ];
    },
    item,
  };
}

/** An item that is there at once, whole. */
function createWholeDraft(
  index: number,
  item: McpListToolsItem | McpApprovalRequestItem,
  between: readonly ItemEvent[],
): ItemDraft {
  return {
    begin: () => [
      { type: 'response.output_item.added', output_index: index, item },
      ...between,
      { type: 'response.output_item.done', output_index: index, item },
    ],
    append: () => [],
    end: () => [],
    item: () => item,
  };
}

export function createApprovalDraft(
  { id, index }: ItemPosition,
  call: Omit<McpApprovalRequestItem, 'type' | 'id'>,
): ItemDraft {
  return createWholeDraft(index, { type: 'mcp_approval_request', id, ...call }, []);
}

export function createListDraft({ id, index }: ItemPosition, { label, tools }: ToolListing): ItemDraft {
  const place = { item_id: id, output_index: index };
  const item: McpListToolsItem = {
    type: 'mcp_list_tools',
    id,
    server_label: label,
    tools: tools.map(listTool),
    error: null,
  };
  return createWholeDraft(index, item, [
    { type: 'response.mcp_list_tools.in_progress', ...place },
    { type: 'response.mcp_list_tools.completed', ...place },
  ]);
}

function listTool({ name, description, parameters, effects }: ServedTool): ListedTool {
  const { writes, destructive, idempotent, network } = effects;
  return {
    name,
    description: description ?? null,
    input_schema: parameters,
    annotations: {
      readOnlyHint: !writes && !destructive,
      destructiveHint: destructive,
      idempotentHint: idempotent,
      openWorldHint: network,
    },
  };
}

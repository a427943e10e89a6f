import type { Item } from './item.ts';

const prefixes: Readonly<Record<Item['type'], string>> = {
  message: 'msg',
  function_call: 'fc',
  function_call_output: 'fco',
  reasoning: 'rs',
  mcp_list_tools: 'mcpl',
  mcp_call: 'mcp',
  mcp_approval_request: 'mcpr',
  mcp_approval_response: 'mcpa',
};

export const responseIdPrefix = 'resp_';

/** The id of the item at `place` of a response: its output items are counted from 0, its input items as `in0`, … */
export function itemIdOf(responseId: string, type: Item['type'], place: number | `in${number}`): string {
  return `${prefixes[type]}_${responseId.slice(responseIdPrefix.length)}_${place}`;
}

const pattern = /^(?:msg|fc|fco|rs|mcp[lra]?)_([0-9a-f]{32})_(?:in)?\d+$/;

/** The response whose item has this id; `undefined` for an id that this server cannot have given. */
export function responseIdOf(itemId: string): string | undefined {
  const suffix = pattern.exec(itemId)?.[1];
  return suffix === undefined ? undefined : `${responseIdPrefix}${suffix}`;
}

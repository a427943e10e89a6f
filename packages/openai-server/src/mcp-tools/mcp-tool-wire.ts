import { z } from 'zod';
import { optional } from '../parameters/wire-shape.ts';

/** Names tools of a server, or those that only read. */
export interface ToolFilterWire {
  tool_names?: string[] | null | undefined;
  read_only?: boolean | null | undefined;
}

export interface ApprovalFilterWire {
  always?: ToolFilterWire | null | undefined;
  never?: ToolFilterWire | null | undefined;
}

/** OpenAI's tool of the type `mcp`: a server whose tools the model may call, and this server runs. */
export interface McpToolWire {
  type: 'mcp';
  server_label: string;
  server_url?: string | null | undefined;
  server_description?: string | null | undefined;
  connector_id?: string | null | undefined;
  authorization?: string | null | undefined;
  headers?: Record<string, string> | null | undefined;
  allowed_tools?: string[] | ToolFilterWire | null | undefined;
  require_approval?: 'always' | 'never' | ApprovalFilterWire | null | undefined;
}

const names = z.array(z.string().max(256)).max(1024);
const filter: z.ZodType<ToolFilterWire> = z.strictObject({
  tool_names: optional(names),
  read_only: optional(z.boolean()),
});

export const toolFilterSchema: z.ZodType<string[] | ToolFilterWire> = z.union([names, filter]);

export const requireApprovalSchema: z.ZodType<'always' | 'never' | ApprovalFilterWire> = z.union([
  z.enum(['always', 'never']),
  z.strictObject({ always: optional(filter), never: optional(filter) }),
]);

/** Whoever names a URL has no say in what the connection itself needs, nor in which host it is for. */
const reserved = /^(host|connection|content-length|transfer-encoding|upgrade|keep-alive|te|trailer|proxy-.*)$/i;
const headerName = z
  .string()
  .regex(/^[\w!#$%&'*+.^`|~-]{1,256}$/, 'must be the name of a header')
  .refine((name) => !reserved.test(name), 'must not be a header of the connection itself');

/** Other properties are named in `x-tuneloop-ignored`. */
export const mcpToolWireSchema: z.ZodType<McpToolWire> = z.object({
  type: z.literal('mcp'),
  server_label: z.string().regex(/^[\w.-]{1,64}$/, 'must be 1 to 64 letters, digits, ".", "_" or "-"'),
  server_url: optional(z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).max(2048)),
  server_description: optional(z.string()),
  connector_id: optional(z.string()),
  authorization: optional(z.string().max(16_384)),
  headers: optional(z.record(headerName, z.string().max(16_384))),
  allowed_tools: optional(toolFilterSchema),
  require_approval: optional(requireApprovalSchema),
});

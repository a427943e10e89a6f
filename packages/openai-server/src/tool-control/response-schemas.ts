import { jsonSchemaSchema, type ToolEffects } from '@tuneloop/protocol';
import { z } from 'zod';
import type { TestedServerWire, ToolRunWire, ToolServerWire, ToolWire } from './encode.ts';

const decision = z.enum(['allow', 'ask', 'deny']);

const effects: z.ZodType<ToolEffects> = z.strictObject({
  reads: z.boolean(),
  writes: z.boolean(),
  network: z.boolean(),
  destructive: z.boolean(),
  idempotent: z.boolean(),
  code: z.boolean().optional(),
});

export const toolSchema: z.ZodType<ToolWire> = z.strictObject({
  name: z.string(),
  description: z.string().nullable(),
  parameters: jsonSchemaSchema.describe('JSON Schema of the arguments.'),
  effects,
  source: z.strictObject({
    type: z.enum(['built-in', 'module', 'mcp']),
    server: z.string().nullable().describe('The name of the MCP server.'),
  }),
  decision: decision.describe('What the policy says whatever the arguments.'),
  reason: z.string(),
  decided_here: z.boolean().describe('Whether that was decided while the server ran.'),
  configured: decision.describe('What the configuration says; where that is `deny`, it holds.'),
});

export const toolListSchema: z.ZodType<{ object: 'list'; data: ToolWire[] }> = z.strictObject({
  object: z.literal('list'),
  data: z.array(toolSchema),
});

export const toolRunSchema: z.ZodType<ToolRunWire> = z.strictObject({
  object: z.literal('tool.run'),
  result: z.looseObject({ status: z.enum(['success', 'error']) }).describe('With `error`, why.'),
  duration_ms: z.number(),
});

const server: z.ZodType<ToolServerWire> = z.strictObject({
  name: z.string(),
  state: z
    .enum(['connecting', 'connected', 'restarting', 'failed', 'disabled', 'login'])
    .describe('login: `tuneloop mcp login NAME` comes first.'),
  transport: z.enum(['stdio', 'http']),
  target: z.string().describe('The program with its arguments, or the URL.'),
  title: z.string().nullable(),
  version: z.string().nullable(),
  problem: z.string().nullable().describe('Why it is not connected.'),
  tools: z.array(z.string()),
  configured: z.boolean().describe('Whether the configuration names it; others can be removed.'),
});

export const serverListSchema: z.ZodType<{ object: 'list'; data: ToolServerWire[] }> = z.strictObject({
  object: z.literal('list'),
  data: z.array(server),
});

export const testedServerSchema: z.ZodType<TestedServerWire> = z.strictObject({
  object: z.literal('mcp_server.test'),
  title: z.string().nullable(),
  version: z.string().nullable(),
  tools: z.array(z.strictObject({ name: z.string(), description: z.string().nullable() })),
});

import type { JsonSchema, ToolEffects } from '@tuneloop/protocol';
import type { ControlledServer, ControlledTool, TestedServer, ToolDecision, ToolServerState } from './tool-control.ts';

export interface ToolWire {
  name: string;
  description: string | null;
  parameters: JsonSchema;
  effects: ToolEffects;
  source: { type: 'built-in' | 'module' | 'mcp'; server: string | null };
  decision: ToolDecision;
  reason: string;
  decided_here: boolean;
  configured: ToolDecision;
}

export interface ToolServerWire {
  name: string;
  state: ToolServerState;
  transport: 'stdio' | 'http';
  target: string;
  title: string | null;
  version: string | null;
  problem: string | null;
  tools: string[];
  configured: boolean;
}

export interface TestedServerWire {
  object: 'mcp_server.test';
  title: string | null;
  version: string | null;
  tools: { name: string; description: string | null }[];
}

export interface ToolRunWire {
  object: 'tool.run';
  result: { status: 'success' | 'error' } & Record<string, unknown>;
  duration_ms: number;
}

export function encodeTool(tool: ControlledTool): ToolWire {
  const { name, description, parameters, effects, origin, decision, reason, isDecidedHere, configured } = tool;
  return {
    name,
    description: description ?? null,
    parameters,
    effects,
    source: { type: origin.type, server: origin.type === 'mcp' ? origin.name : null },
    decision,
    reason,
    decided_here: isDecidedHere,
    configured,
  };
}

export function encodeServer({
  title,
  version,
  problem,
  tools,
  isConfigured,
  ...server
}: ControlledServer): ToolServerWire {
  return {
    ...server,
    title: title ?? null,
    version: version ?? null,
    problem: problem ?? null,
    tools: [...tools],
    configured: isConfigured,
  };
}

export function encodeTested({ title, version, tools }: TestedServer): TestedServerWire {
  return {
    object: 'mcp_server.test',
    title: title ?? null,
    version: version ?? null,
    tools: tools.map(({ name, description }) => ({ name, description: description ?? null })),
  };
}

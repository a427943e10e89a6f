import { randomUUID } from 'node:crypto';
import type { ToolExecutor, ToolInvocation, ToolProgress } from '@tuneloop/protocol';
import type { CallToolResult, InputRequiredResult, Tool } from '@modelcontextprotocol/server';
import { readApproval } from './approval.ts';
import type { McpCall, McpToolSet } from './mcp-feature.ts';
import { progressReporter } from './progress.ts';
import { annotationsOf } from './tool-annotations.ts';
import { encodeToolResult, failedCall } from './tool-result.ts';

/** The tools of an executor, judged by its policy. A call that needs a person is put to the one at the client. */
export function executorTools(executor: ToolExecutor): McpToolSet {
  return {
    list: () => executor.list().map(describeTool),
    call(name, args, call) {
      if (!executor.list().some((tool) => tool.name === name)) return undefined;
      return runTool(executor, { id: randomUUID(), name, arguments: args }, call);
    },
    ...(executor.watch && { watch: (listener: () => void) => executor.watch!(listener) }),
  };
}

function describeTool(tool: ReturnType<ToolExecutor['list']>[number]): Tool {
  const parameters = typeof tool.parameters === 'boolean' ? {} : tool.parameters;
  return {
    name: tool.name,
    ...(tool.description !== undefined && { description: tool.description }),
    inputSchema: { ...parameters, type: 'object' },
    annotations: annotationsOf(tool.effects),
  };
}

async function runTool(
  executor: ToolExecutor,
  invocation: ToolInvocation,
  call: McpCall,
): Promise<CallToolResult | InputRequiredResult> {
  const { owner } = call;
  const { signal } = call.context.mcpReq;
  const verdict = await executor.judge(invocation, { owner });
  let approved = false;
  if (verdict.decision === 'ask') {
    const approval = readApproval(invocation, verdict.reason, call);
    if (approval.state === 'open') return approval.question;
    if (approval.state === 'refused') return failedCall(`The user refused this call of "${invocation.name}".`);
    approved = approval.state === 'approved';
  }
  const report = progressReporter(call.context);
  const onProgress =
    report && (({ completed, total, message }: ToolProgress): void => report({ progress: completed, total, message }));
  return encodeToolResult(await executor.execute(invocation, { signal, owner, approved, onProgress }));
}

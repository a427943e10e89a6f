import { TuneloopError, type Tool, type ToolVerdict } from '@tuneloop/protocol';
import { judgeResolvedPath } from '../paths/file-guard.ts';
import { judge } from '../policy/judge.ts';
import type { ToolPolicy } from '../policy/tool-policy.ts';
import { isDefinedTool } from '../tool/define-tool.ts';

/** As `judge`, and every path once more with its links followed, so that nobody is asked about what is refused later. */
export async function judgeCall(tool: Tool, args: unknown, policy: ToolPolicy): Promise<ToolVerdict> {
  const verdict = judge(tool, args, policy);
  if (verdict.decision === 'deny' || !isDefinedTool(tool)) return verdict;
  const parsed = tool.parse(args);
  if (!parsed.success) return { decision: 'deny', reason: parsed.error };
  for (const { path, access } of tool.paths(parsed.args)) {
    const reason = await resolvedRefusal(() => judgeResolvedPath(path, access, policy.files));
    if (reason !== undefined) return { decision: 'deny', reason };
  }
  return verdict;
}

/** That a path does not exist, or cannot be read, is for the tool to say. */
async function resolvedRefusal(judgePath: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await judgePath();
  } catch (error) {
    if (!TuneloopError.isInstance(error)) throw error;
    return error.code === 'TOOL_DENIED' ? error.message : undefined;
  }
}

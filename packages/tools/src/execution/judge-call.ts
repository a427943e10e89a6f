import { TuneloopError, type Tool, type ToolVerdict } from '@tuneloop/protocol';
import { pathRefusal, pathRules, type PathRules } from '../paths/judge-path.ts';
import type { PathUse } from '../paths/path-use.ts';
import { pathPlatform } from '../paths/platform.ts';
import { followLinks, resolvePath } from '../paths/resolve-path.ts';
import { judge, judgeUnder } from '../policy/judge.ts';
import type { ToolPolicy } from '../policy/tool-policy.ts';
import { isDefinedTool } from '../tool/define-tool.ts';

/** As `judge`, with the links in roots and paths followed, so that nobody is asked about what is refused later. */
export async function judgeCall(tool: Tool, args: unknown, policy: ToolPolicy): Promise<ToolVerdict> {
  const uses = pathsOf(tool, args);
  if (uses.length === 0) return judge(tool, args, policy);
  const rules = await followLinks(pathRules(policy.files, pathPlatform()));
  const verdict = judgeUnder(tool, args, policy, rules.written);
  if (verdict.decision === 'deny') return verdict;
  for (const use of uses) {
    const reason = await resolvedRefusal(use, rules.resolved);
    if (reason !== undefined) return { decision: 'deny', reason };
  }
  return verdict;
}

function pathsOf(tool: Tool, args: unknown): readonly PathUse[] {
  if (!isDefinedTool(tool)) return [];
  const parsed = tool.parse(args);
  return parsed.success ? tool.paths(parsed.args) : [];
}

/** That a path does not exist, or cannot be read, is for the tool to say. */
async function resolvedRefusal({ path, access }: PathUse, rules: PathRules): Promise<string | undefined> {
  try {
    const resolved = await resolvePath(path, rules.platform, access !== 'remove');
    return pathRefusal(resolved.path, access, rules);
  } catch (error) {
    if (!TuneloopError.isInstance(error)) throw error;
    return error.code === 'TOOL_DENIED' ? error.message : undefined;
  }
}

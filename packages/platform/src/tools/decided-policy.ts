import type { Tool } from '@tuneloop/protocol';
import type { ToolPolicy } from '@tuneloop/tools';
import type { ToolDecision } from './tool-settings.ts';

/** What a policy says of a tool whatever the arguments. */
export type JudgeTool = (tool: Pick<Tool, 'name' | 'effects'>, policy: ToolPolicy) => { decision: ToolDecision };

/**
 * The configured policy with what people decided since. What the configuration denies stays denied, also where it came to
 * deny it after somebody had allowed it.
 */
export function decidedPolicy(
  configured: ToolPolicy,
  decisions: Readonly<Record<string, ToolDecision>>,
  { tools, judgeTool }: { tools: readonly Tool[]; judgeTool: JudgeTool },
): ToolPolicy {
  const holding = Object.entries(decisions).filter(([name]) => {
    const tool = tools.find((candidate) => candidate.name === name);
    return tool !== undefined && judgeTool(tool, configured).decision !== 'deny';
  });
  if (holding.length === 0) return configured;
  // Names are no patterns here: those of tools have none of a pattern's characters.
  return { ...configured, tools: { ...configured.tools, ...Object.fromEntries(holding) } };
}

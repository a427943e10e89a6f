import type { Tool, ToolVerdict } from '@tuneloop/protocol';
import { compileGlob } from '../paths/glob.ts';
import { pathRefusal, pathRules, type PathRules } from '../paths/judge-path.ts';
import { pathPlatform, type PathPlatform } from '../paths/platform.ts';
import { isDefinedTool } from '../tool/define-tool.ts';
import { foreignArgumentsMistake } from '../tool/foreign-arguments.ts';
import { strictest } from './decision.ts';
import { judgedEffects, type JudgedEffect, type ToolPolicy } from './tool-policy.ts';

const effectNames: Record<JudgedEffect, string> = {
  reads: 'reads',
  writes: 'writes',
  destructive: 'can destroy what cannot be brought back',
  network: 'uses the network',
  code: 'runs code',
};

/**
 * What the policy says of a call. Pure: the same arguments always get the same verdict; links are followed by the guard,
 * once more, when the tool runs.
 *
 * @param args as the model wrote them; what does not fit the tool's schema is `deny`.
 * @param platform whose rules paths follow; default this machine's.
 */
export function judge(
  tool: Tool,
  args: unknown,
  policy: ToolPolicy,
  platform: PathPlatform = pathPlatform(),
): ToolVerdict {
  return judgeUnder(tool, args, policy, pathRules(policy.files, platform));
}

/** As `judge`, for paths under rules that more is known of. */
export function judgeUnder(tool: Tool, args: unknown, policy: ToolPolicy, rules: PathRules): ToolVerdict {
  const general = judgeTool(tool, policy);
  if (general.decision === 'deny') return general;
  if (!isDefinedTool(tool)) {
    const mistake = foreignArgumentsMistake(tool, args);
    return mistake === undefined ? general : { decision: 'deny', reason: mistake };
  }
  const parsed = tool.parse(args);
  if (!parsed.success) return { decision: 'deny', reason: parsed.error };
  for (const { path, access } of tool.paths(parsed.args)) {
    const reason = pathRefusal(path, access, rules);
    if (reason !== undefined) return { decision: 'deny', reason };
  }
  const particular = tool.judge(parsed.args, policy);
  return particular === undefined ? general : strictest([general, particular])!;
}

/** What the policy says of a tool whatever its arguments. */
export function judgeTool({ name, effects }: Pick<Tool, 'name' | 'effects'>, policy: ToolPolicy): ToolVerdict {
  const named = namedVerdict(name, policy);
  if (named !== undefined) return named;
  const verdicts = judgedEffects
    .filter((effect) => effects[effect] === true)
    .map((effect) => verdictOf(name, effect, policy));
  return strictest(verdicts) ?? { decision: 'allow', reason: `${name} touches nothing.` };
}

function namedVerdict(name: string, { tools }: ToolPolicy): ToolVerdict | undefined {
  // Not `tools[name]`: a tool may be called `constructor`.
  const rules = Object.entries(tools);
  const exact = rules.filter(([pattern]) => pattern === name);
  const matching = exact.length > 0 ? exact : rules.filter(([pattern]) => compileGlob(pattern)(name));
  return strictest(
    matching.map(([pattern, decision]) => ({ decision, reason: `${name}: tools.${pattern} is "${decision}".` })),
  );
}

function verdictOf(name: string, effect: JudgedEffect, { effects }: ToolPolicy): ToolVerdict {
  const decision = effects[effect];
  const reason = `${name} ${effectNames[effect]}, and effects.${effect} is "${decision}".`;
  return { decision, reason };
}

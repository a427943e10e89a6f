import { throwIfAborted, type Tool, type ToolCallContext, type ToolResult } from '@tuneloop/protocol';
import type { ToolLimits } from '../policy/tool-limits.ts';
import type { ToolPolicy } from '../policy/tool-policy.ts';
import { isDefinedTool } from '../tool/define-tool.ts';
import { toolFailure } from '../tool/tool-failure.ts';
import { boundResult } from './bound-result.ts';
import { orAborted } from './or-aborted.ts';
import type { ResultCache } from './result-cache.ts';

export interface Performance {
  result: ToolResult;
  /** Of the whole result as JSON. */
  characters: number;
  cached: boolean;
}

export interface PerformOptions {
  policy: ToolPolicy;
  limits: ToolLimits;
  signal: AbortSignal;
  onProgress: ToolCallContext['onProgress'];
  owner: string;
  cache: ResultCache | undefined;
}

/** Runs a call that may run, within its limits. Errors: `ABORTED` when `signal` fires; all others are results. */
export async function perform(tool: Tool, args: unknown, options: PerformOptions): Promise<Performance> {
  const { policy, limits, signal, onProgress } = options;
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), limits.timeoutMs);
  const either = AbortSignal.any([signal, deadline.signal]);
  try {
    throwIfAborted(signal);
    const key = await orAborted(cacheKey(tool, args, { ...options, signal: either }), either);
    const known = key === undefined ? undefined : options.cache?.get(key);
    if (known !== undefined) return { ...boundResult(known, limits.maxResultCharacters), cached: true };
    const context: ToolCallContext & { policy: ToolPolicy } = {
      signal: either,
      policy,
      ...(onProgress && { onProgress }),
    };
    const whole = await orAborted(Promise.resolve(tool.execute(args, context)), either);
    const { result, characters } = boundResult(checked(tool, whole), limits.maxResultCharacters);
    if (key !== undefined && result.status === 'success') options.cache?.set(key, result, limits.cacheMs);
    return { result, characters, cached: false };
  } catch (error) {
    throwIfAborted(signal);
    const result = deadline.signal.aborted
      ? { status: 'error' as const, error: `${tool.name} took longer than ${limits.timeoutMs} ms and was stopped.` }
      : toolFailure(error);
    return { ...boundResult(result, limits.maxResultCharacters), cached: false };
  } finally {
    clearTimeout(timer);
  }
}

/** Tools of other programs are not held to the contract by a compiler. */
function checked({ name }: Tool, result: unknown): ToolResult {
  const status = typeof result === 'object' && result !== null && 'status' in result ? result.status : undefined;
  if (status === 'success') return result as ToolResult;
  if (status !== 'error') throw new Error(`${name} gave no result.`);
  const { error } = result as { error?: unknown };
  return typeof error === 'string' ? (result as ToolResult) : { status, error: `${name} failed and did not say why.` };
}

/** Names a result for as long as nothing has changed; undefined where that cannot be known. */
async function cacheKey(
  tool: Tool,
  args: unknown,
  { policy, limits, owner, signal, cache }: PerformOptions,
): Promise<string | undefined> {
  if (cache === undefined || limits.cacheMs === 0 || !isDefinedTool(tool) || !tool.effects.idempotent) return undefined;
  const parsed = tool.parse(args);
  if (!parsed.success || tool.freshness === undefined) return undefined;
  const freshness = await tool.freshness(parsed.args, { policy, signal });
  return freshness === undefined ? undefined : JSON.stringify([owner, tool.name, parsed.args, freshness]);
}

import { TuneloopError, type Tool, type ToolCallContext, type ToolResult, type ToolVerdict } from '@tuneloop/protocol';
import { z } from 'zod';
import { defaultToolPolicy } from '../policy/default-policy.ts';
import { toolLimitsSchema, type ToolLimits } from '../policy/tool-limits.ts';
import type { ToolPolicy } from '../policy/tool-policy.ts';
import { auditableArguments, type ToolAudit, type ToolAuditRecord } from './audit.ts';
import { judgeCall } from './judge-call.ts';
import { perform } from './perform.ts';
import type { ResultCache } from './result-cache.ts';

/** What a person is asked. */
export interface ApprovalRequest {
  tool: Tool;
  arguments: unknown;
  verdict: ToolVerdict;
}

export interface RunToolOptions {
  /** Default: reading is allowed, all else is asked for. Make one with `createToolPolicy`. */
  policy?: ToolPolicy | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ToolCallContext['onProgress'];
  /** Asks a person where the verdict is `ask`; without it the answer is no. */
  approve?: ((request: ApprovalRequest) => boolean | Promise<boolean>) | undefined;
  audit?: ToolAudit | undefined;
  /** Instead of the policy's. */
  limits?: Partial<ToolLimits> | undefined;
  /** For whom the call runs. Default `local`. */
  owner?: string | undefined;
  /** The call's id in its conversation, for the audit record. */
  callId?: string | undefined;
  /** Results to use again, as `createResultCache` keeps them; without it, none are. Of one policy only. */
  cache?: ResultCache | undefined;
}

/**
 * Judges one call, asks if need be, runs it within its limits, and leaves an audit record.
 *
 * @param args as the model wrote them, parsed from JSON.
 *
 * Errors: `ABORTED` when `signal` fires, `INVALID_REQUEST` when `limits` are wrong, and what `approve` throws. Whatever
 * the tool or the policy did is a result.
 */
export async function runTool(tool: Tool, args: unknown, options: RunToolOptions = {}): Promise<ToolResult> {
  const { policy = defaultToolPolicy, signal = new AbortController().signal, owner = 'local' } = options;
  const limits = limitsOf(policy, options.limits);
  const start = performance.now();
  const call: Pick<ToolAuditRecord, 'time' | 'owner' | 'callId' | 'tool' | 'arguments'> = {
    time: new Date().toISOString(),
    owner,
    ...(options.callId !== undefined && { callId: options.callId }),
    tool: tool.name,
    arguments: auditableArguments(args),
  };
  const record = (end: Omit<ToolAuditRecord, keyof typeof call | 'durationMs'>): void => {
    const durationMs = Math.round((performance.now() - start) * 1000) / 1000;
    leave(options.audit, { ...call, ...end, durationMs });
  };
  const refuse = (verdict: ToolVerdict, error: string, approved?: boolean): ToolResult => {
    const asked = approved === undefined ? {} : { approved };
    record({ verdict, ...asked, outcome: 'denied', error, resultCharacters: 0 });
    return { status: 'error', error };
  };

  let verdict: ToolVerdict = { decision: 'deny', reason: 'The call was cancelled before it was judged.' };
  try {
    if (signal.aborted) throw TuneloopError.from(signal.reason, 'ABORTED');
    verdict = await judgeCall(tool, args, policy);
    if (verdict.decision === 'deny') return refuse(verdict, verdict.reason);
    const isAsked = verdict.decision === 'ask';
    if (isAsked && !(await options.approve?.({ tool, arguments: args, verdict }))) {
      return refuse(verdict, refusalText(tool, options.approve !== undefined), false);
    }
    const { result, characters, cached } = await perform(tool, args, {
      policy,
      limits,
      signal,
      onProgress: options.onProgress,
      owner,
      cache: options.cache,
    });
    record({
      verdict,
      ...(isAsked && { approved: true }),
      outcome: result.status,
      ...(result.status === 'error' && { error: result.error }),
      ...(cached && { cached }),
      resultCharacters: characters,
    });
    return result;
  } catch (error) {
    const failure = TuneloopError.from(error);
    record({ verdict, outcome: signal.aborted ? 'aborted' : 'error', error: failure.message, resultCharacters: 0 });
    throw failure;
  }
}

function refusalText({ name }: Tool, wasAsked: boolean): string {
  if (wasAsked) return `${name} was not run: a person refused this call.`;
  return (
    `${name} was not run: it needs a person's approval, which cannot be given here (TOOL_DENIED). ` +
    `To allow it without, set tools.${name} to "allow" in the tools' policy.`
  );
}

function limitsOf({ limits }: ToolPolicy, overrides: Partial<ToolLimits> = {}): ToolLimits {
  const parsed = toolLimitsSchema.safeParse({ ...limits, ...overrides });
  if (!parsed.success) throw new TuneloopError('INVALID_REQUEST', `limits: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** A listener that fails must not turn a call that ran into one that did not. */
function leave(audit: ToolAudit | undefined, record: ToolAuditRecord): void {
  try {
    audit?.(record);
  } catch {
    // Said at `ToolAudit`.
  }
}

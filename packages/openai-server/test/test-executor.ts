import {
  TuneloopError,
  type ToolEffects,
  type ToolExecutor,
  type ToolInvocation,
  type ToolResult,
  type ToolVerdict,
} from '@tuneloop/protocol';

export interface TestTool {
  decision?: ToolVerdict['decision'];
  /** Names of arguments that must be there. */
  needs?: readonly string[];
  run: (args: Record<string, unknown>, signal: AbortSignal) => Promise<ToolResult> | ToolResult;
}

export interface TestExecutor extends ToolExecutor {
  /** What was run, with the owner for whom. */
  ran: { name: string; arguments: unknown; owner: string; approved: boolean | undefined }[];
}

const effects: ToolEffects = { reads: true, writes: false, network: false, destructive: false, idempotent: true };

/** Runs functions under the verdicts that the test gives; knows nothing of real tools. */
export function createTestExecutor(tools: Readonly<Record<string, TestTool>>): TestExecutor {
  const ran: TestExecutor['ran'] = [];

  const judge = ({ name, arguments: args }: ToolInvocation): ToolVerdict => {
    const tool = Object.hasOwn(tools, name) ? tools[name] : undefined;
    if (!tool) return { decision: 'deny', reason: `There is no tool "${name}".` };
    const given = typeof args === 'object' && args !== null ? Object.keys(args) : undefined;
    const missing = (tool.needs ?? []).find((need) => !given?.includes(need));
    if (!given || missing !== undefined)
      return { decision: 'deny', reason: `Invalid arguments: ${missing ?? 'no object'}.` };
    return { decision: tool.decision ?? 'allow', reason: `the test says so of ${name}` };
  };

  return {
    ran,
    list: () =>
      Object.keys(tools).map((name) => ({ name, description: name, parameters: { type: 'object' }, effects })),
    judge,
    ruleOf: (name) =>
      tools[name] ? { decision: tools[name].decision ?? 'allow', reason: 'the test says so' } : undefined,
    async execute(call, { signal, owner, approved }) {
      const { decision, reason } = judge(call);
      if (decision === 'deny') return { status: 'error', error: reason };
      if (decision === 'ask' && !approved)
        return { status: 'error', error: `TOOL_DENIED: ${call.name} needs approval.` };
      ran.push({ name: call.name, arguments: call.arguments, owner, approved });
      const aborted = Promise.withResolvers<never>();
      const abort = (): void => aborted.reject(new TuneloopError('ABORTED', 'The caller cancelled.'));
      signal.addEventListener('abort', abort, { once: true });
      if (signal.aborted) abort();
      const running = Promise.resolve(tools[call.name]!.run(call.arguments as Record<string, unknown>, signal));
      return Promise.race([running, aborted.promise]);
    },
  };
}

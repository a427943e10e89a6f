import { TuneloopError, type GenerateRequest, type LoadedModel, type ToolExecutor } from '@tuneloop/protocol';
import { requestProblem } from '../errors/request-problem.ts';
import type { Toolset } from '../mcp-tools/toolset.ts';
import { answerCalls } from '../tool-loop/exchange.ts';
import { resolveToolLoopOptions } from '../tool-loop/options.ts';
import { runToolLoop } from '../tool-loop/run-tool-loop.ts';
import type { ToolLoopEvent } from '../tool-loop/tool-loop-event.ts';
import { readApprovals } from './approvals.ts';
import { messagesOf } from './conversation.ts';
import type { DecodedToolChoice } from './decode-tools.ts';
import type { Item, OutputItem } from './item.ts';

export interface TurnWithTools {
  model: LoadedModel;
  request: Omit<GenerateRequest, 'prompt'>;
  instructions: string | null;
  /** The conversation before the response. */
  context: readonly Item[];
  /** What the events so far have made of the response. */
  output: () => readonly OutputItem[];
  toolset: Toolset;
  /** The tool of a server that `tool_choice` demands. */
  demanded: DecodedToolChoice['demanded'];
  /** Calls that are run at most. */
  maxCalls: number | null;
  maxIterations: number | undefined;
  signal: AbortSignal;
}

/**
 * The events of a response whose model may call the tools of servers: first what the input approved is run, then the
 * model answers, and this server answers its calls. Calls that need approval end it with `approval-needed`.
 *
 * Errors: `INVALID_REQUEST` at once (an approval whose server is not there, a demanded tool that is not), those of
 * `runToolLoop` while it is read.
 */
export function beginTurnWithTools(turn: TurnWithTools): AsyncIterable<ToolLoopEvent> {
  const { context, toolset, request, demanded } = turn;
  const approved = readApprovals(context).toRun(toolset.modelNameOf);
  const toolChoice = demanded ? demandedChoice(demanded, toolset) : request.toolChoice;
  return playTurn({ ...turn, request: { ...request, toolChoice } }, approved);
}

async function* playTurn(
  { model, request, instructions, context, output, toolset, maxCalls, maxIterations, signal }: TurnWithTools,
  approved: ReturnType<ReturnType<typeof readApprovals>['toRun']>,
): AsyncGenerator<ToolLoopEvent, void, undefined> {
  const options = {
    executor: limitCalls(toolset.executor, maxCalls),
    approvals: 'pause',
    maxIterations,
    signal,
  } as const;
  const settings = resolveToolLoopOptions(options, request.owner);
  yield* answerCalls(
    approved.map((call) => ({ call, decision: 'approve' })),
    settings,
    signal,
  );
  const messages = messagesOf([...context, ...output()], toolset.modelNameOf);
  if (instructions !== null) messages.unshift({ role: 'system', content: instructions });
  yield* runToolLoop(model, { ...request, prompt: { type: 'messages', messages } }, options);
}

function demandedChoice(
  { label, name }: NonNullable<DecodedToolChoice['demanded']>,
  { listings, modelNameOf }: Toolset,
): GenerateRequest['toolChoice'] {
  if (name === undefined) {
    if (listings.length === 1) return 'required';
    const message = 'tool_choice: with several servers of tools, name the tool that is demanded ("name").';
    throw requestProblem('invalid_value', message, 'tool_choice');
  }
  const modelName = modelNameOf(label, name);
  if (modelName !== undefined) return { name: modelName };
  throw new TuneloopError(
    'INVALID_REQUEST',
    `tool_choice: the server "${label}" has no tool "${name.slice(0, 100)}".`,
    {
      details: { param: 'tool_choice.name' },
    },
  );
}

/** Calls beyond the limit are errors that the model reads, and nobody is asked about them. */
function limitCalls(executor: ToolExecutor, limit: number | null): ToolExecutor {
  if (limit === null) return executor;
  let begun = 0;
  const reason = `The request allows ${limit} calls of tools, and these have been made. Answer without tools.`;
  return {
    ...executor,
    judge: async (call, options) => (begun < limit ? executor.judge(call, options) : { decision: 'deny', reason }),
    async execute(call, options) {
      if (begun >= limit) return { status: 'error', error: reason };
      begun += 1;
      return executor.execute(call, options);
    },
  };
}

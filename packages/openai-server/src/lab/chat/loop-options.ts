import type { LoadedModel, ToolExecutor } from '@tuneloop/protocol';
import type { ToolLoopOptions } from '../../tool-loop/options.ts';
import type { LabSettings } from '../lab-options.ts';
import { fitConversation } from './fit-conversation.ts';

/** How turns of stored conversations run. */
export function loopOptions(
  settings: LabSettings,
  turn: {
    model: LoadedModel;
    maxTokens: number;
    approvals: 'refuse' | 'pause';
    owner: string | undefined;
    /** Left out, there are no tools. */
    executor: ToolExecutor | undefined;
  },
): ToolLoopOptions {
  const { maxConversationTokens, maxToolIterations } = settings;
  return {
    executor: turn.executor ?? noTools,
    maxIterations: maxToolIterations,
    approvals: turn.approvals,
    owner: turn.owner,
    fit: fitConversation(turn.model, { maxTokens: turn.maxTokens, maxConversationTokens }),
  };
}

const noTools: ToolExecutor = {
  list: () => [],
  judge: () => ({ decision: 'deny', reason: 'There are no tools here.' }),
  execute: async () => ({ status: 'error', error: 'There are no tools here.' }),
};

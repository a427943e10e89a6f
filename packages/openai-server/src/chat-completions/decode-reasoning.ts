import type { GenerateRequest } from '@tuneloop/protocol';
import { requestProblem } from '../errors/request-problem.ts';
import type { ChatCompletionRequest, ReasoningEffort } from './request-wire.ts';

/** Tokens of reasoning at each effort; the efforts above take as many as they like. */
const budgets: Partial<Record<ReasoningEffort, number>> = { minimal: 256, low: 1024, medium: 4096 };

type ReasoningParameters = Pick<
  ChatCompletionRequest,
  'reasoning_effort' | 'reasoning' | 'enable_thinking' | 'thinking_budget_tokens' | 'chat_template_kwargs'
>;

/**
 * The ways to steer reasoning, from the most to the least explicit: `thinking_budget_tokens`, `enable_thinking` (also in
 * `chat_template_kwargs`), `reasoning`, `reasoning_effort`.
 */
export function decodeReasoning(wire: ReasoningParameters): Pick<GenerateRequest, 'reasoning' | 'templateVariables'> {
  const { enable_thinking: fromTemplate, ...variables } = wire.chat_template_kwargs ?? {};
  const inTemplate = fromTemplate ?? undefined;
  if (inTemplate !== undefined && typeof inTemplate !== 'boolean') {
    const path = 'chat_template_kwargs.enable_thinking';
    throw requestProblem('invalid_type', `${path}: must be true or false`, path);
  }
  const effort = wire.reasoning_effort ?? wire.reasoning?.effort ?? undefined;
  const enabled = wire.enable_thinking ?? inTemplate ?? wire.reasoning?.enabled ?? (effort && effort !== 'none');
  const budget = wire.thinking_budget_tokens ?? wire.reasoning?.max_tokens ?? (effort && budgets[effort]);
  const budgetTokens = budget === -1 || enabled === false ? undefined : budget;
  // Templates that know efforts (gpt-oss) read this variable.
  const templateVariables = { ...(effort && effort !== 'none' && { reasoning_effort: effort }), ...variables };
  return {
    reasoning: enabled === undefined && budgetTokens === undefined ? undefined : { enabled, budgetTokens },
    templateVariables: Object.keys(templateVariables).length > 0 ? templateVariables : undefined,
  };
}

import type { GenerateRequest } from '@tuneloop/protocol';
import type { UpstreamKind } from '../options.ts';
import { unsupported } from './unsupported.ts';

type Settings = Pick<GenerateRequest, 'reasoning' | 'templateVariables'>;

/** Servers that render the chat template themselves and take variables for it. */
const renderers: ReadonlySet<UpstreamKind> = new Set(['tuneloop', 'llama.cpp', 'vllm', 'sglang']);
/** Servers that count the tokens of reasoning. */
const counters: ReadonlySet<UpstreamKind> = new Set(['tuneloop', 'llama.cpp']);

/** Reasoning on, off or limited, and variables for the template. Errors: `UNSUPPORTED`. */
export function encodeReasoning({ reasoning, templateVariables }: Settings, kind: UpstreamKind): object {
  const { enabled, budgetTokens } = reasoning ?? {};
  const { reasoning_effort: named, ...variables } = templateVariables ?? {};
  if (renderers.has(kind)) {
    const kwargs = { ...templateVariables, ...(enabled !== undefined && { enable_thinking: enabled }) };
    return {
      ...(Object.keys(kwargs).length > 0 && { chat_template_kwargs: kwargs }),
      ...(budgetTokens !== undefined &&
        (counters.has(kind) ? { thinking_budget_tokens: budgetTokens } : { reasoning_effort: effortOf(budgetTokens) })),
    };
  }
  if (Object.keys(variables).length > 0) throw unsupported('variables of the chat template', kind);
  if (enabled === false) return { reasoning_effort: 'none' };
  const effort = named ?? (budgetTokens === undefined ? undefined : effortOf(budgetTokens));
  return effort === undefined ? {} : { reasoning_effort: effort };
}

/** OpenAI's nearest word for a budget; the bounds are those that our own API gives to the words. */
function effortOf(budgetTokens: number): string {
  if (budgetTokens <= 1024) return 'low';
  return budgetTokens <= 4096 ? 'medium' : 'high';
}

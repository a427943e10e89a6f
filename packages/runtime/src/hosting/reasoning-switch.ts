import type { GenerateRequest, Message } from '@tuneloop/protocol';

export interface ReasoningWords {
  /** For the chat template, the caller's own among them. */
  variables: Record<string, unknown>;
  /** What some templates look for in the last thing that the user said. */
  hint: string;
}

/** Variables that are the switch itself: Qwen3 and most others; DeepSeek V3.1, Granite 3; Command A. */
const switches = ['enable_thinking', 'thinking', 'reasoning'];
/** From the least on. */
const leastEfforts = ['no_think', 'none', 'minimal', 'low'];

/** Nothing where the request leaves it open. No tokens to think with are no thoughts. */
export type ReasoningSwitch = (request: Pick<GenerateRequest, 'reasoning' | 'templateVariables'>) => ReasoningWords;

/** What switches a model's reasoning on or off, or limits it, in the words of its chat template. */
export function createReasoningSwitch(template: string): ReasoningSwitch {
  const code = (template.match(/\{\{.*?\}\}|\{%.*?%\}/gs) ?? []).join('\n');
  const asksFor = (name: string): boolean => new RegExp(String.raw`(?<![.\w'"])${name}\b(?!\s*=[^=]|['"])`).test(code);
  const names = (word: string): boolean => code.includes(`'${word}'`) || code.includes(`"${word}"`);
  const asked = switches.filter(asksFor);
  const [asksForMode, asksForBudget, asksForEffort] = ['thinking_mode', 'thinking_budget', 'reasoning_effort'].map(
    asksFor,
  );
  // Hunyuan 3 doesn't think unless told how hard, and refuses what it doesn't know.
  const isStrict = names('no_think');
  const leastEffort = leastEfforts.find(names) ?? 'low';
  const takesHint = asked.length === 0 && names('/no_think');

  return ({ reasoning, templateVariables = {} }) => {
    const budget = reasoning?.budgetTokens;
    const enabled = budget === 0 ? false : reasoning?.enabled;
    const variables: Record<string, unknown> = {};
    let hint = '';
    if (budget !== undefined && asksForBudget) variables['thinking_budget'] = budget;
    if (enabled !== undefined) {
      // A template that asks in a way that is not seen here still gets what most of them ask for.
      for (const name of ['enable_thinking', ...asked]) variables[name] = enabled;
      if (asksForMode) variables['thinking_mode'] = enabled ? 'enabled' : 'disabled';
      if (asksForBudget && !enabled) variables['thinking_budget'] = 0;
      if (asksForEffort && !enabled) variables['reasoning_effort'] = leastEffort;
      if (isStrict && enabled) variables['reasoning_effort'] = 'high';
      if (takesHint) hint = enabled ? ' /think' : ' /no_think';
    }
    Object.assign(variables, templateVariables);
    const effort = templateVariables['reasoning_effort'];
    if (isStrict && typeof effort === 'string' && !names(effort)) {
      variables['reasoning_effort'] = effort === 'minimal' ? 'low' : 'high';
    }
    return { variables, hint };
  };
}

/** The conversation with a hint behind what the user said last. */
export function withHint(messages: readonly Message[], hint: string): Message[] {
  const last = messages.findLastIndex(({ role }) => role === 'user');
  if (hint === '') return [...messages];
  return messages.map((message, index) => {
    if (index !== last || message.role !== 'user') return message;
    const { content } = message;
    const hinted =
      typeof content === 'string' ? `${content}${hint}` : [...content, { type: 'text' as const, text: hint }];
    return { ...message, content: hinted };
  });
}

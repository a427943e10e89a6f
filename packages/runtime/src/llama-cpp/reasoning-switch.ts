import type { GenerateRequest, Message } from '@tuneloop/protocol';

export interface ReasoningSwitch {
  /** For the chat template, the caller's own among them. */
  variables: Record<string, unknown>;
  /** What some templates look for in the last thing that the user said. */
  hint: string;
}

/** Variables that are the switch itself: Qwen3 and most others; DeepSeek V3.1, Granite 3; Command A. */
const switches = ['enable_thinking', 'thinking', 'reasoning'];
/** From the least on. */
const leastEfforts = ['no_think', 'none', 'minimal', 'low'];

/**
 * What switches a model's reasoning on or off, or limits it, in the words of its chat template. No tokens to think with
 * are no thoughts. Nothing where the request leaves it open.
 */
export function reasoningSwitch(
  template: string,
  { reasoning, templateVariables = {} }: Pick<GenerateRequest, 'reasoning' | 'templateVariables'>,
): ReasoningSwitch {
  const budget = reasoning?.budgetTokens;
  const enabled = budget === 0 ? false : reasoning?.enabled;
  const code = (template.match(/\{\{.*?\}\}|\{%.*?%\}/gs) ?? []).join('\n');
  const asksFor = (name: string): boolean => new RegExp(String.raw`(?<![.\w'"])${name}\b(?!\s*=[^=]|['"])`).test(code);
  const names = (word: string): boolean => code.includes(`'${word}'`) || code.includes(`"${word}"`);

  const variables: Record<string, unknown> = {};
  const effort = templateVariables['reasoning_effort'];
  if (budget !== undefined && asksFor('thinking_budget')) variables['thinking_budget'] = budget;
  let hint = '';
  if (enabled !== undefined) {
    const asked = switches.filter(asksFor);
    // A template that asks in a way that is not seen here still gets what most of them ask for.
    for (const name of ['enable_thinking', ...asked]) variables[name] = enabled;
    if (asksFor('thinking_mode')) variables['thinking_mode'] = enabled ? 'enabled' : 'disabled';
    if (asksFor('thinking_budget') && !enabled) variables['thinking_budget'] = 0;
    if (asksFor('reasoning_effort') && !enabled) variables['reasoning_effort'] = leastEfforts.find(names) ?? 'low';
    // Hunyuan 3 doesn't think unless told how hard.
    if (enabled && names('no_think')) variables['reasoning_effort'] = 'high';
    if (asked.length === 0 && names('/no_think')) hint = enabled ? ' /think' : ' /no_think';
  }
  Object.assign(variables, templateVariables);
  // Nor does it take an effort that it doesn't know.
  if (typeof effort === 'string' && names('no_think') && !names(effort)) {
    variables['reasoning_effort'] = effort === 'minimal' ? 'low' : 'high';
  }
  return { variables, hint };
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

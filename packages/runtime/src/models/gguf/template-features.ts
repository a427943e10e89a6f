/** What a chat template (Jinja) knows how to write. */
export interface TemplateFeatures {
  tools: boolean;
  reasoning: boolean;
}

/** Markup around a model's thoughts, as the templates of several families write it. */
const reasoningMarkup = /<\/?think(?:ing)?>|\[THINK\]|<\|channel\|?>|<seed:think>|<\|(?:START|END)_THINKING\|>/;
const reasoningVariables = /\b(?:enable_thinking|thinking|reasoning_content|reasoning_effort)\b/;

export function templateFeatures(template: string | undefined): TemplateFeatures {
  if (template === undefined) return { tools: false, reasoning: false };
  const withoutComments = template.replaceAll(/\{#.*?#\}/gs, '');
  const code = (withoutComments.match(/\{\{.*?\}\}|\{%.*?%\}/gs) ?? []).join('\n');
  return {
    tools: /\btools\b/.test(code),
    reasoning: reasoningMarkup.test(withoutComments) || reasoningVariables.test(code),
  };
}

import { withinTime } from '../../template/within-time.ts';

/** What a chat template (Jinja) knows how to write. */
export interface TemplateFeatures {
  tools: boolean;
  reasoning: boolean;
}

/** Markup around a model's thoughts, as the templates of several families write it. */
const reasoningMarkup = /<\/?think(?:ing)?>|\[THINK\]|<\|channel\|?>|<seed:think>|<\|(?:START|END)_THINKING\|>/;
const reasoningVariables = /\b(?:enable_thinking|thinking|reasoning_content|reasoning_effort)\b/;

/** In ms; it takes far less than one, but for a text made to take for ever. */
const limitMs = 2000;

/** Errors: `TIMEOUT` for what is no template. */
export function templateFeatures(template: string | undefined): TemplateFeatures {
  return template === undefined ? { tools: false, reasoning: false } : withinTime(() => read(template), limitMs);
}

function read(template: string): TemplateFeatures {
  const withoutComments = template.replaceAll(/\{#.*?#\}/gs, '');
  const code = (withoutComments.match(/\{\{.*?\}\}|\{%.*?%\}/gs) ?? []).join('\n');
  return {
    tools: /\btools\b/.test(code),
    reasoning: reasoningMarkup.test(withoutComments) || reasoningVariables.test(code),
  };
}

import type { Message, ToolDefinition } from '@tuneloop/protocol';
import { asMessages } from '../formats/dialogue.ts';
import type { TextWriter } from '../formats/row-format.ts';
import type { Dialogue } from '../formats/training-example.ts';
import { NotExpressible } from '../rows/not-expressible.ts';
import { completion } from './templates.ts';
import type { TextTemplate } from './text-template.ts';

/**
 * Writes prompts and answers as text. Text stays what it is; messages are written by `template`. Without one, only a single
 * question and a single answer can be: a question's own words are no template.
 */
export function createTextWriter(template: TextTemplate | undefined): TextWriter {
  return {
    pair: async (prompt, answer, tools) => {
      if (typeof prompt === 'string' && typeof answer === 'string') return { prompt, answer };
      const question = asMessages(prompt, 'user');
      if (!template) requireSingleTurn(question, tools);
      return renderPair(template ?? completion, question, answer, tools);
    },
  };
}

async function renderPair(
  template: TextTemplate,
  question: Message[],
  answer: Dialogue,
  tools: readonly ToolDefinition[] | undefined,
): Promise<{ prompt: string; answer: string }> {
  const prompt = await template.render(question, { tools, addGenerationPrompt: true });
  if (answer.length === 0) return { prompt, answer: '' };
  const whole = await template.render([...question, ...asMessages(answer, 'assistant')], { tools });
  if (whole.startsWith(prompt)) return { prompt, answer: whole.slice(prompt.length) };
  throw new NotExpressible(`the template ${template.name} writes the prompt otherwise when an answer follows`);
}

function requireSingleTurn(question: Message[], tools: readonly ToolDefinition[] | undefined): void {
  if (question.length === 1 && question[0]!.role === 'user' && !tools) return;
  throw new NotExpressible('messages become text by a template only; name one');
}

import { TuneloopError } from '@tuneloop/protocol';
import { NotExpressible } from '../rows/not-expressible.ts';
import { plainTurns, type PlainTurn } from './plain-turns.ts';
import type { TextTemplate } from './text-template.ts';

/** ChatML, as Qwen and many others read it. */
export const chatml: TextTemplate = {
  name: 'chatml',
  render: (messages, options) => {
    const turns = plainTurns('chatml', messages, options).map(
      ({ role, text }) => `<|im_start|>${role}\n${text}<|im_end|>\n`,
    );
    return turns.join('') + (options?.addGenerationPrompt ? '<|im_start|>assistant\n' : '');
  },
};

/** Llama 2's chat format: the system prompt inside the first question, each exchange a sequence of its own. */
export const llama2: TextTemplate = {
  name: 'llama-2',
  render: (messages, options) => {
    const { system, exchanges } = exchangesOf('llama-2', plainTurns('llama-2', messages, options));
    return exchanges
      .map(({ question, answer }, index) => {
        const prefix = index === 0 && system !== '' ? `<<SYS>>\n${system}\n<</SYS>>\n\n` : '';
        const end = answer === undefined ? '' : ` ${answer} </s>`;
        return `<s>[INST] ${prefix}${question} [/INST]${end}`;
      })
      .join('');
  },
};

const alpacaPreamble =
  'Below is an instruction that describes a task. Write a response that appropriately completes the request.';

/** The prompt that Stanford Alpaca was trained with; a system prompt takes the place of its preamble. */
export const alpacaPrompt: TextTemplate = {
  name: 'alpaca',
  render: (messages, options) => {
    const { system, exchanges } = exchangesOf('alpaca', plainTurns('alpaca', messages, options));
    const sections = exchanges.flatMap(({ question, answer }) => [
      `### Instruction:\n${question}`,
      `### Response:\n${answer ?? ''}`,
    ]);
    return [system === '' ? alpacaPreamble : system, ...sections].join('\n\n');
  },
};

/** What was said and nothing around it, for base models. */
export const completion: TextTemplate = {
  name: 'completion',
  render: (messages, options) =>
    plainTurns('completion', messages, options)
      .map(({ text }) => text)
      .join(''),
};

export const textTemplates: readonly TextTemplate[] = [chatml, llama2, alpacaPrompt, completion];

/** Errors: `INVALID_REQUEST`. */
export function textTemplateByName(name: string): TextTemplate {
  const template = textTemplates.find((candidate) => candidate.name === name);
  if (template) return template;
  const known = textTemplates.map((candidate) => candidate.name).join(', ');
  throw new TuneloopError('INVALID_REQUEST', `There is no template "${name}". Templates are: ${known}.`);
}

interface Exchange {
  question: string;
  answer?: string;
}

/** Questions with their answers; the last may lack its. */
function exchangesOf(template: string, turns: readonly PlainTurn[]): { system: string; exchanges: Exchange[] } {
  const system = turns.filter(({ role }) => role === 'system').map(({ text }) => text);
  const exchanges: Exchange[] = [];
  for (const { role, text } of turns) {
    const last = exchanges.at(-1);
    if (role === 'user' && (!last || last.answer !== undefined)) exchanges.push({ question: text });
    else if (role === 'assistant' && last && last.answer === undefined) last.answer = text;
    else if (role !== 'system') {
      throw new NotExpressible(`the template ${template} takes turns of one question and one answer alone`);
    }
  }
  return { system: system.join('\n\n'), exchanges };
}

import type { Row } from '@tuneloop/datasets';
import type { Candidate } from './candidate.ts';
import type { LeftOutReason } from './left-out.ts';
import { answerText } from './prompt-text.ts';
import type { TrainingMessage } from './training-message.ts';

/**
 * `{instruction, input, output}`, with `system` and `history` (pairs of question and answer) as LLaMA-Factory reads them.
 * All columns are always there. Tools and questions without an answer between them cannot be said.
 */
export function alpacaRow({ prompt, tools }: Candidate, answer: TrainingMessage): Row | LeftOutReason {
  const output = answerText(answer);
  if (output === undefined || tools.length > 0) return 'tools';
  const system = prompt.filter(({ role }) => role === 'system').map(({ content }) => content);
  const turns = prompt.filter(({ role }) => role !== 'system');
  const instruction = turns.at(-1);
  if (instruction?.role !== 'user') return 'not-expressible';

  const history: [string, string][] = [];
  for (let index = 0; index < turns.length - 1; index += 2) {
    const question = turns[index]!;
    const reply = turns[index + 1]!;
    if (question.role !== 'user' || reply.role !== 'assistant') return 'not-expressible';
    const text = answerText(reply);
    if (text === undefined) return 'tools';
    history.push([question.content, text]);
  }
  return { instruction: instruction.content, input: '', output, system: system.join('\n\n'), history };
}

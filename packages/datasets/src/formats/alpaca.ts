import { textOf, type Message } from '@tuneloop/protocol';
import { z } from 'zod';
import { NotExpressible } from '../rows/not-expressible.ts';
import { listCell } from './cells.ts';
import type { ExampleOf, RowFormatOf } from './row-format.ts';

/** Alpaca's columns, with `system` and `history` (pairs of question and answer) as LLaMA-Factory reads them. */
export const alpaca: RowFormatOf<'conversation'> = {
  shape: '{"instruction": "…", "input": "…", "output": "…", "system": "…", "history": [["…", "…"]]}',
  kind: 'conversation',
  required: ['instruction', 'output'],
  optional: ['input', 'system', 'history'],
  open: true,
  schema: z
    .object({
      instruction: z.string(),
      input: z.string().nullish(),
      output: z.string(),
      system: z.string().nullish(),
      history: listCell(z.array(z.tuple([z.string(), z.string()])).nullish()),
    })
    .transform(({ instruction, input, output, system, history }): ExampleOf<'conversation'> => {
      const messages: Message[] = system ? [{ role: 'system', content: system }] : [];
      for (const [question, answer] of history ?? []) {
        messages.push({ role: 'user', content: question }, { role: 'assistant', content: answer });
      }
      messages.push({ role: 'user', content: input ? `${instruction}\n${input}` : instruction });
      return { kind: 'conversation', messages: [...messages, { role: 'assistant', content: output }] };
    }),
  write: ({ messages, tools }) => {
    if (tools || messages.some((message) => message.role === 'tool')) throw new NotExpressible('Alpaca knows no tools');
    const system = messages.filter(({ role }) => role === 'system' || role === 'developer').map(textOfMessage);
    const turns = messages.filter(({ role }) => role !== 'system' && role !== 'developer');
    const pairs: [string, string][] = [];
    for (let index = 0; index < turns.length; index += 2) {
      const question = turns[index]!;
      const answer = turns[index + 1];
      if (question.role !== 'user' || answer?.role !== 'assistant' || answer.toolCalls) {
        throw new NotExpressible('Alpaca takes turns of one question and one answer alone');
      }
      pairs.push([textOfMessage(question), textOfMessage(answer)]);
    }
    const last = pairs.pop();
    if (!last) throw new NotExpressible('Alpaca needs a question and an answer');
    return { instruction: last[0], input: '', output: last[1], system: system.join('\n\n'), history: pairs };
  },
};

function textOfMessage({ content }: Message): string {
  return textOf(content);
}

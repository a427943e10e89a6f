import { NotExpressible } from '../rows/not-expressible.ts';
import type { TextTemplate } from '../templates/text-template.ts';
import { asMessages, joinDialogues } from './dialogue.ts';
import type { ExampleOf } from './row-format.ts';
import type { Dialogue, ExampleKind, TrainingExample } from './training-example.ts';

/**
 * Says an example in another way, where that says no more than was known: a pair is a good answer and a bad one, but no
 * score is a judgement. Multi-turn conversations become one demonstration for each answer.
 *
 * Throws `NotExpressible`.
 */
export async function convertExample(
  example: TrainingExample,
  kind: ExampleKind,
  template?: TextTemplate,
): Promise<TrainingExample[]> {
  if (example.kind === kind) return [example];
  const shared = {
    ...(example.tools && { tools: example.tools }),
    ...(example.columns && { columns: example.columns }),
  };
  return (await variants(example, kind, template)).map((variant) => ({ ...variant, ...shared }));
}

async function variants(
  example: TrainingExample,
  kind: ExampleKind,
  template: TextTemplate | undefined,
): Promise<TrainingExample[]> {
  switch (kind) {
    case 'conversation':
      return demonstrations(example).map(({ prompt, completion }) => ({
        kind,
        messages: [...asMessages(prompt, 'user'), ...asMessages(completion, 'assistant')],
      }));
    case 'demonstration':
      return example.kind === 'conversation' ? eachAnswer(example) : demonstrations(example);
    case 'prompt':
      return [{ kind, prompt: promptOf(example) }];
    case 'judged':
      return judgements(example).map(({ completion, isGood }) => ({
        kind,
        prompt: promptOf(example),
        completion,
        label: isGood,
      }));
    case 'scored':
      return judgements(example).map(({ completion, isGood }) => ({
        kind,
        prompt: promptOf(example),
        completion,
        score: isGood ? 1 : -1,
      }));
    case 'text':
      return Promise.all(demonstrations(example).map((shown) => asText(shown, template, example)));
    case 'preference':
      throw new NotExpressible(`a row that holds one answer (${example.kind}) makes no pair`);
    case 'stepwise':
      throw new NotExpressible(`a row of kind ${example.kind} says nothing of the steps of its answer`);
  }
}

/** What of an example may be learnt by heart. */
function demonstrations(example: TrainingExample): ExampleOf<'demonstration'>[] {
  const kind = 'demonstration';
  switch (example.kind) {
    case 'demonstration':
      return [example];
    case 'conversation':
      return [{ kind, prompt: example.messages.slice(0, -1), completion: example.messages.slice(-1) }];
    case 'preference':
      return [{ kind, prompt: example.prompt, completion: example.chosen }];
    case 'judged':
      if (example.label) return [{ kind, prompt: example.prompt, completion: example.completion }];
      throw new NotExpressible('a bad answer is none to learn');
    case 'stepwise':
      if (example.labels.every(Boolean)) {
        return [{ kind, prompt: example.prompt, completion: example.steps.join('\n\n') }];
      }
      throw new NotExpressible('an answer with wrong steps is none to learn');
    case 'scored':
      throw new NotExpressible('a score does not say whether the answer is one to learn');
    case 'prompt':
    case 'text':
      throw new NotExpressible(`a row of kind ${example.kind} has no answer`);
  }
}

function eachAnswer({ messages, unlearned = [] }: ExampleOf<'conversation'>): ExampleOf<'demonstration'>[] {
  return messages.flatMap((message, index) =>
    message.role === 'assistant' && index > 0 && !unlearned.includes(index)
      ? [{ kind: 'demonstration' as const, prompt: messages.slice(0, index), completion: [message] }]
      : [],
  );
}

function promptOf(example: TrainingExample): Dialogue {
  if (example.kind === 'text') throw new NotExpressible('plain text has no prompt');
  if (example.kind !== 'conversation') return example.prompt;
  return example.messages.slice(0, -1);
}

function judgements(example: TrainingExample): { completion: Dialogue; isGood: boolean }[] {
  if (example.kind === 'judged') return [{ completion: example.completion, isGood: example.label }];
  if (example.kind === 'preference') {
    return [
      { completion: example.chosen, isGood: true },
      { completion: example.rejected, isGood: false },
    ];
  }
  throw new NotExpressible(`a row of kind ${example.kind} does not say whether its answer is good`);
}

async function asText(
  { prompt, completion }: ExampleOf<'demonstration'>,
  template: TextTemplate | undefined,
  { tools }: TrainingExample,
): Promise<ExampleOf<'text'>> {
  const whole = joinDialogues(prompt, completion);
  if (typeof whole === 'string') return { kind: 'text', text: whole };
  if (!template) throw new NotExpressible('messages become text by a template only; name one');
  return { kind: 'text', text: await template.render(whole, { tools }) };
}

import type { Dialogue, TrainingExample } from '@tuneloop/datasets';
import { NotExpressible } from '@tuneloop/datasets';
import { textOf, type LogRecord, type Message, type Prompt, type RatingValue } from '@tuneloop/protocol';
import { contentId } from './content-id.ts';
import type { ImportDefaults } from './import-defaults.ts';
import { importedInteraction, type ImportedOutput } from './imported-interaction.ts';

/**
 * What a row of training data says, as records of the log: an answer, two answers and which is better, an answer and how
 * good it is. Throws `NotExpressible` for prompts without an answer and plain text.
 */
export function exampleRecords(example: TrainingExample, defaults: ImportDefaults): LogRecord[] {
  const { tools } = example;
  const answered = (prompt: Dialogue, completion: Dialogue, value?: RatingValue): LogRecord[] => {
    const answer = importedInteraction(promptOf(prompt), tools, outputOf(completion), defaults);
    return [{ version: 1, type: 'interaction', interaction: answer }, ...rated(answer.id, value, defaults)];
  };
  const good: RatingValue | undefined = defaults.good ? { thumb: 'up' } : undefined;
  switch (example.kind) {
    case 'conversation':
      return answered(example.messages.slice(0, -1), example.messages.slice(-1), good);
    case 'demonstration':
      return answered(example.prompt, example.completion, good);
    case 'judged':
      return answered(example.prompt, example.completion, { thumb: example.label ? 'up' : 'down' });
    case 'scored':
      return answered(example.prompt, example.completion, judgementOf(example.score));
    case 'stepwise':
      return answered(example.prompt, example.steps.join('\n\n'), { steps: example.labels });
    case 'preference':
      return preferenceRecords(example, defaults);
    case 'prompt':
      throw new NotExpressible('a prompt without an answer is no interaction');
    case 'text':
      throw new NotExpressible('plain text is no interaction');
  }
}

function preferenceRecords(
  { prompt, chosen, rejected, tools }: Extract<TrainingExample, { kind: 'preference' }>,
  defaults: ImportDefaults,
): LogRecord[] {
  const { time, author, owner } = defaults;
  const preferred = importedInteraction(promptOf(prompt), tools, outputOf(chosen), defaults);
  const other = importedInteraction(promptOf(prompt), tools, outputOf(rejected), defaults);
  const drafts = [preferred.id, other.id];
  const comparison = contentId('comparison', drafts.toSorted());
  const choice = contentId('choice', [comparison, preferred.id, author]);
  return [
    { version: 1, type: 'interaction', interaction: preferred },
    { version: 1, type: 'interaction', interaction: other },
    {
      version: 1,
      type: 'comparison',
      comparison: { id: comparison, time, drafts, ...(owner !== undefined && { owner }) },
    },
    {
      version: 1,
      type: 'choice',
      choice: { id: choice, comparison, time, author, source: 'import', outcome: 'preferred', preferred: preferred.id },
    },
  ];
}

/** A score of 1 to 5 is one of ours. Rewards are on scales of their own, and only their sign is sure. */
function judgementOf(score: number): RatingValue | undefined {
  if (score > 1 && score <= 5) return { score };
  if (score === 0) return undefined;
  return { thumb: score > 0 ? 'up' : 'down' };
}

function promptOf(dialogue: Dialogue): Prompt {
  if (typeof dialogue === 'string') return { type: 'text', text: dialogue };
  if (dialogue.length === 0) throw new NotExpressible('an answer without a prompt is no interaction');
  return { type: 'messages', messages: dialogue };
}

function outputOf(dialogue: Dialogue): ImportedOutput {
  if (typeof dialogue === 'string') return { content: dialogue };
  const last: Message | undefined = dialogue.at(-1);
  if (dialogue.length !== 1 || last?.role !== 'assistant') {
    throw new NotExpressible('an answer of several messages is not one interaction');
  }
  const { content, reasoning, toolCalls } = last;
  return { content: textOf(content), ...(reasoning !== undefined && { reasoning }), ...(toolCalls && { toolCalls }) };
}

/** The rating of an answer, if there is anything to say. */
export function rated(
  of: string,
  value: RatingValue | undefined,
  { time, author }: Pick<ImportDefaults, 'time' | 'author'>,
): LogRecord[] {
  if (!value || Object.keys(value).length === 0) return [];
  const id = contentId('rating', [of, author, value]);
  return [{ version: 1, type: 'rating', rating: { id, interaction: of, time, author, source: 'import', ...value } }];
}

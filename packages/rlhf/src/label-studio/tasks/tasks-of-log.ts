import {
  TuneloopError,
  type Comparison,
  type Interaction,
  type InteractionLog,
  type JudgedInteraction,
} from '@tuneloop/protocol';
import type { TemplateKind } from '../templates/template.ts';
import { digest } from './digest.ts';
import { pairwiseTask, singleTask, type LabelingTask } from './labeling-task.ts';
import { outputText, promptText } from './plain-text.ts';

/**
 * Why an interaction is not put to annotators: it failed, has no text (also where only metadata are recorded), no other
 * answer to the same prompt, or the other one is word for word the same.
 */
export type SkipReason = 'failed' | 'no-text' | 'no-sibling' | 'same-text';

export interface TasksOfLogOptions {
  kind: TemplateKind;
  /** In the log's order. */
  records: AsyncIterable<JudgedInteraction>;
  log: Pick<InteractionLog, 'get' | 'getComparison'>;
  onSkip?: ((reason: SkipReason, interaction: string) => void) | undefined;
}

/**
 * The questions that a log holds: one for each answer or, pairwise, one for each two answers to the same prompt. These are
 * the drafts of comparisons, and what was generated again or as one of several choices. Which answer is on the left is
 * decided by their ids, so that the older one is not always there.
 *
 * Constant memory but for the prompts that have no second answer yet: 24 characters and an interaction's id each.
 */
export async function* tasksOfLog(options: TasksOfLogOptions): AsyncGenerator<LabelingTask> {
  if (options.kind === 'pairwise') yield* pairs(options);
  else yield* singles(options, options.kind);
}

async function* singles(
  { records, onSkip }: TasksOfLogOptions,
  kind: 'rating' | 'correction',
): AsyncGenerator<LabelingTask> {
  for await (const { interaction } of records) {
    const texts = readTexts(interaction);
    if (typeof texts === 'string') onSkip?.(texts, interaction.id);
    else yield singleTask(kind, texts, interaction);
  }
}

async function* pairs({ records, log, onSkip }: TasksOfLogOptions): AsyncGenerator<LabelingTask> {
  const compared = new Set<string>();
  const waiting = new Map<string, string>();
  for await (const { interaction } of records) {
    const texts = readTexts(interaction);
    if (typeof texts === 'string') {
      onSkip?.(texts, interaction.id);
      continue;
    }
    if (interaction.comparison !== undefined) {
      if (!compared.has(interaction.comparison)) yield* ofComparison(interaction.comparison, log, onSkip);
      compared.add(interaction.comparison);
      continue;
    }
    const prompt = digest(interaction.prompt, interaction.tools ?? []);
    const sibling = waiting.get(prompt);
    if (sibling === undefined) waiting.set(prompt, interaction.id);
    else {
      waiting.delete(prompt);
      yield* ofPair((await log.get('all', sibling)).interaction, interaction, undefined, onSkip);
    }
  }
  for (const alone of waiting.values()) onSkip?.('no-sibling', alone);
}

async function* ofComparison(
  id: string,
  log: TasksOfLogOptions['log'],
  onSkip: TasksOfLogOptions['onSkip'],
): AsyncGenerator<LabelingTask> {
  let drafts: Interaction[];
  let comparison: Comparison;
  try {
    ({ drafts, comparison } = await log.getComparison('all', id));
  } catch (error) {
    // A draft is recorded before its comparison is, and may be all that there is.
    if (TuneloopError.isInstance(error) && error.code === 'NOT_FOUND') return;
    throw error;
  }
  for (const [index, first] of drafts.entries()) {
    for (const second of drafts.slice(index + 1)) {
      yield* ofPair(first, second, drafts.length === 2 ? comparison : undefined, onSkip);
    }
  }
}

function* ofPair(
  first: Interaction,
  second: Interaction,
  comparison: Comparison | undefined,
  onSkip: TasksOfLogOptions['onSkip'],
): Generator<LabelingTask> {
  const swap = Number.parseInt(digest(...[first.id, second.id].toSorted()).slice(0, 2), 16) % 2 === 1;
  const [left, right] = comparison === undefined && swap ? [second, first] : [first, second];
  const [leftTexts, rightTexts] = [readTexts(left), readTexts(right)];
  if (typeof leftTexts === 'string') return onSkip?.(leftTexts, left.id);
  if (typeof rightTexts === 'string') return onSkip?.(rightTexts, right.id);
  if (leftTexts.answer === rightTexts.answer) return onSkip?.('same-text', second.id);
  const texts = { prompt: leftTexts.prompt, left: leftTexts.answer, right: rightTexts.answer };
  if (comparison !== undefined) {
    yield pairwiseTask(comparison, texts, [left, right]);
    return;
  }
  const made: Comparison = {
    id: `pair-${digest(left.id, right.id)}`,
    time: first.time < second.time ? second.time : first.time,
    drafts: [left.id, right.id],
    owner: left.owner,
  };
  yield pairwiseTask(made, texts, [left, right], [{ version: 1, type: 'comparison', comparison: made }]);
}

function readTexts(interaction: Interaction): { prompt: string; answer: string } | SkipReason {
  if (interaction.error !== undefined) return 'failed';
  const [prompt, answer] = [promptText(interaction.prompt), outputText(interaction.output)];
  return prompt === undefined || answer === undefined ? 'no-text' : { prompt, answer };
}

import type { Comparison, Interaction, LogRecord } from '@tuneloop/protocol';
import type { TemplateKind } from '../templates/template.ts';

/** What annotators get to see, with what it takes to find our way back. */
export interface LabelingTask {
  /** Stable: the same question has the same key, whenever and from wherever it is pushed. */
  key: string;
  /** The task's data in Label Studio: the texts, and the fields of `TaskReference`. Names no model: annotators are blind. */
  data: Record<string, string>;
  /** What the log must hold before judgements of this task can come back. */
  records: LogRecord[];
}

/** What a judgement of a task is about. */
export type TaskReference =
  | { key: string; comparison: string; left: string; right: string }
  | { key: string; interaction: string; answer: string };

/** The names under which a task's data holds its reference. */
const referenceFields = {
  key: 'tuneloop_key',
  comparison: 'tuneloop_comparison',
  left: 'tuneloop_left',
  right: 'tuneloop_right',
  interaction: 'tuneloop_interaction',
} as const;

/** Undefined for tasks that are not ours. */
export function readReference(data: Readonly<Record<string, unknown>>): TaskReference | undefined {
  const field = (name: keyof typeof referenceFields): string | undefined => {
    const value = data[referenceFields[name]];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const key = field('key');
  if (key === undefined) return undefined;
  const interaction = field('interaction');
  const answer = typeof data['answer'] === 'string' ? data['answer'] : '';
  if (interaction !== undefined) return { key, interaction, answer };
  const [comparison, left, right] = [field('comparison'), field('left'), field('right')];
  if (comparison === undefined || left === undefined || right === undefined) return undefined;
  return { key, comparison, left, right };
}

export function pairwiseTask(
  { id }: Pick<Comparison, 'id'>,
  texts: { prompt: string; left: string; right: string },
  [left, right]: readonly [Interaction, Interaction],
  records: LogRecord[] = [],
): LabelingTask {
  const key = `pairwise:${id}`;
  return {
    key,
    data: {
      ...texts,
      [referenceFields.key]: key,
      [referenceFields.comparison]: id,
      [referenceFields.left]: left.id,
      [referenceFields.right]: right.id,
    },
    records,
  };
}

export function singleTask(
  kind: Exclude<TemplateKind, 'pairwise'>,
  texts: { prompt: string; answer: string },
  interaction: Interaction,
  records: LogRecord[] = [],
): LabelingTask {
  const key = `${kind}:${interaction.id}`;
  return {
    key,
    data: { ...texts, [referenceFields.key]: key, [referenceFields.interaction]: interaction.id },
    records,
  };
}

import type { ComparisonChoice, RatingValue } from '@tuneloop/protocol';
import type { Annotation } from '../client/wire.ts';
import type { TaskReference } from '../tasks/labeling-task.ts';
import { controls, preferences, type Preference } from '../templates/template.ts';

/** What an annotation says: of two answers, or of one. */
export type Judgement =
  | { of: 'comparison'; choice: Pick<ComparisonChoice, 'outcome' | 'preferred' | 'comment'> }
  | { of: 'interaction'; value: RatingValue };

/**
 * Reads an annotation of our templates, and of templates like them: any `Pairwise` and `Rating`, a `Choices` named as
 * ours. `undefined` when it says nothing that counts.
 */
export function readJudgement(task: TaskReference, { results }: Pick<Annotation, 'results'>): Judgement | undefined {
  const comment = textOf(results, (control) => control !== controls.correction);
  if ('comparison' in task) {
    const preference = readPreference(results);
    if (preference === undefined) return undefined;
    const said = comment === undefined ? {} : { comment };
    if (preference === 'tie') return { of: 'comparison', choice: { outcome: 'tie', ...said } };
    if (preference === 'both_bad') return { of: 'comparison', choice: { outcome: 'both-bad', ...said } };
    return { of: 'comparison', choice: { outcome: 'preferred', preferred: task[preference], ...said } };
  }
  const value: RatingValue = {};
  const stars = results.find(({ type }) => type === 'rating')?.value['rating'];
  if (typeof stars === 'number' && stars >= 1 && stars <= 5) value.score = stars;
  const correction = textOf(results, (control) => control === controls.correction);
  // Handing the answer in as it was is not correcting it.
  if (correction !== undefined && correction.trim() !== task.answer.trim()) value.correction = correction;
  if (comment !== undefined) value.comment = comment;
  return Object.keys(value).length === 0 ? undefined : { of: 'interaction', value };
}

function readPreference(results: Annotation['results']): Preference | undefined {
  const chosen = results.find(({ type, control }) => type === 'choices' && control === controls.preference);
  const [choice] = Array.isArray(chosen?.value['choices']) ? (chosen.value['choices'] as unknown[]) : [];
  for (const [alias, shown] of Object.entries(preferences)) {
    if (choice === alias || choice === shown) return alias as Preference;
  }
  const selected = results.find(({ type }) => type === 'pairwise')?.value['selected'];
  return selected === 'left' || selected === 'right' ? selected : undefined;
}

function textOf(results: Annotation['results'], isOurs: (control: string) => boolean): string | undefined {
  const texts = results.flatMap(({ type, control, value }) => {
    if (type !== 'textarea' || !isOurs(control)) return [];
    const text = value['text'];
    return (Array.isArray(text) ? text : [text]).filter((line) => typeof line === 'string');
  });
  const text = texts.join('\n');
  return text.trim() === '' ? undefined : text;
}

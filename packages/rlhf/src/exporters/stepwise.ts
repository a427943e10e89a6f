import type { Row } from '@tuneloop/datasets';
import { majority } from '../judgement/policy.ts';
import type { Candidate } from './candidate.ts';
import type { LeftOutReason } from './left-out.ts';
import { answerText, promptText } from './prompt-text.ts';
import type { ExportSettings } from './settings.ts';

/** The steps of an answer: its paragraphs, parted by empty lines. */
function stepsOf(answer: string): string[] {
  return answer.split(/\n[^\S\n]*\n\s*/).filter((step) => step.trim() !== '');
}

/**
 * `{prompt, completions, labels}`, TRL's rows for process supervision: plain texts. Steps behind those that were judged
 * are not part of it.
 */
export function stepwiseRow(candidate: Candidate, settings: ExportSettings): Row[] | LeftOutReason {
  const { answer, answerLack, judgement } = candidate;
  if (!answer) return answerLack!;
  const prompt = promptText(candidate, settings);
  if ('lack' in prompt) return prompt.lack;
  const text = answerText(answer);
  if (text === undefined) return 'tools';

  const judged = judgement.ratings.map(({ steps }) => steps).filter((steps) => steps !== undefined && steps.length > 0);
  if (judged.length === 0) return 'no-steps';
  const steps = stepsOf(text);
  const count = Math.max(...judged.map((labels) => labels!.length));
  if (count > steps.length) return 'steps-mismatch';

  const labels: boolean[] = [];
  for (let index = 0; index < count; index += 1) {
    const votes = judged.map((each) => each![index]).filter((label) => label !== undefined);
    const label = majority(
      votes.map((vote) => (vote ? 'right' : 'wrong')),
      settings,
    );
    if (label === 'too-few-authors' || label === 'disagreement') return label;
    labels.push(label === 'right');
  }
  return [{ prompt: prompt.text, completions: steps.slice(0, count), labels }];
}

import type { TrainingMethod } from '../config/training-config.ts';
import type { Survey } from './survey.ts';

/** Fewer than these teach little; OpenAI's own service takes no fewer. */
const fewRows = 10;

/** What is allowed and yet likely a mistake, in sentences. */
export function dataWarnings(
  survey: Survey,
  found: {
    method: TrainingMethod;
    rows: number;
    validationRows: number;
    wantsValidation: boolean;
    heldOut: Survey | undefined;
  },
): string[] {
  const { rows, validationRows, heldOut } = found;
  const warnings: string[] = [];
  if (rows < fewRows) {
    warnings.push(`Only ${counted(rows, 'row')} to train on: the model will learn them by heart, and little else.`);
  }
  if (survey.duplicates > 0) {
    const share = Math.round((survey.duplicates / survey.rows) * 100);
    warnings.push(
      `${counted(survey.duplicates, 'row')} (${share} %) say exactly what another one says, and weigh the more for it; \`tuneloop data dedupe\` leaves them out.`,
    );
  }
  if (found.wantsValidation && validationRows === 0) {
    warnings.push(
      survey.places.first === survey.places.last
        ? 'No rows are held out, since all of them belong to the same conversation or question: nothing will tell how well the model does on what it has not seen.'
        : 'No rows are held out, since there are so few: nothing will tell how well the model does on what it has not seen.',
    );
  }
  if (heldOut && heldOut.shared > 0) {
    warnings.push(
      `${counted(heldOut.shared, 'row')} of ${heldOut.rows} to validate on are among those to train on: what is measured on them says too much.`,
    );
  }
  if (found.method === 'kto' && (survey.good === 0 || survey.good === survey.rows)) {
    warnings.push(
      `All answers are labelled ${survey.good === 0 ? 'bad' : 'good'}: kto learns from the difference, and needs both.`,
    );
  }
  return warnings;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

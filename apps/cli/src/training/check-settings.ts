import type { TrainingSettings } from '@tuneloop/lora';
import { settingProblems } from '@tuneloop/platform';
import { TuneloopError } from '@tuneloop/protocol';
import { flagOf } from './flag-names.ts';

/** Errors: `INVALID_REQUEST` saying of each mistake by which flag it was made, and what is wanted. */
export function checkSettings(settings: TrainingSettings): void {
  const problems = settingProblems(settings);
  if (problems.length === 0) return;
  const lines = problems.map(({ setting, message }) => `${flagOf(setting)}: ${message}`);
  throw new TuneloopError('INVALID_REQUEST', lines.join('\n'));
}

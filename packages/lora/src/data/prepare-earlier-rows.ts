import { createRowWriter } from '@tuneloop/datasets';
import type { CallOptions } from '@tuneloop/protocol';
import type { TrainingConfig } from '../config/training-config.ts';
import type { RunFolder } from '../run/run-folder.ts';
import { sourceRows } from './source-rows.ts';
import { refuseProblems, refuseTooFew, surveySource } from './survey.ts';

export interface PrepareEarlierRowsOptions extends CallOptions {
  config: Pick<TrainingConfig, 'method' | 'continual'>;
  /** `replay` and `ewc` are written, where the configuration asks for them. */
  folder: RunFolder;
  /** As for `prepareData`. */
  maxProblems?: number | undefined;
}

/**
 * Makes the trainer's rows of the files of earlier tasks (`continual.replay.data`, `continual.ewc.data`): any format, each
 * row checked, none held out.
 *
 * Errors: those of `prepareData`.
 */
export async function prepareEarlierRows(options: PrepareEarlierRowsOptions): Promise<void> {
  const { config, folder } = options;
  const { replay, ewc } = config.continual;
  if (replay) await writeRowsOf(replay.data, folder.replay, options);
  if (ewc) await writeRowsOf(ewc.data, folder.ewc, options);
}

async function writeRowsOf(
  source: string,
  output: string,
  { config: { method }, maxProblems = 0, signal }: PrepareEarlierRowsOptions,
): Promise<void> {
  const survey = await surveySource(source, { method, signal, seed: '' });
  refuseProblems(survey, maxProblems);
  refuseTooFew(survey);
  await using writer = await createRowWriter(output, { format: 'jsonl' });
  const ignored = (): void => {
    // Told by the survey.
  };
  for await (const { rows } of sourceRows(source, { method, format: survey.format, onProblem: ignored, signal })) {
    for (const row of rows) await writer.write(row);
  }
  await writer.finish();
}

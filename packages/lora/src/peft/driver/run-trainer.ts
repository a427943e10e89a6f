import { createWriteStream } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { TuneloopError } from '@tuneloop/protocol';
import type { TrainingConfig } from '../../config/training-config.ts';
import type { TrainingRun, TrainOptions } from '../../driver/training-driver.ts';
import type { TrainingEvent } from '../../driver/training-event.ts';
import { requireDisk } from '../../files/require-disk.ts';
import { runFolder } from '../../run/run-folder.ts';
import { pythonEvents, type PythonCommand } from '../process/python-events.ts';
import { stopFile, trainerConfig } from '../trainer-config.ts';
import { newestCheckpoint, removeHalfCheckpoints } from './newest-checkpoint.ts';
import { plannedDisk } from './planned-disk.ts';
import { smallerSettings } from './smaller-settings.ts';
import { toTrainingEvent } from './training-events.ts';

export interface RunTrainerOptions
  extends TrainOptions, Pick<PythonCommand, 'python' | 'environment' | 'threads' | 'program'> {
  /** The base's folder. */
  base: string;
  /** Whether the newest whole checkpoint is gone on from. */
  resume: boolean;
  /** How long a training has for saving itself when it is aborted, in ms. */
  stopGraceMs: number;
}

/** Runs the command `train` to its end, and yields its events; `log.txt` in the run's folder has all that it wrote. */
export async function* runTrainer(
  run: TrainingRun,
  options: RunTrainerOptions,
): AsyncGenerator<TrainingEvent, void, void> {
  const { resume, base, stopGraceMs } = options;
  const files = runFolder(run.folder);
  const stop = stopFile(run.folder);
  await mkdir(run.folder, { recursive: true });
  await rm(stop, { force: true });
  await requireDisk(run.folder, await plannedDisk(run.folder), {
    what: 'This training',
    advice: 'keep fewer checkpoints (checkpoint.keep), or choose another folder',
  });
  await removeHalfCheckpoints(files.checkpoints);
  const checkpoint = resume ? await newestCheckpoint(files.checkpoints) : undefined;
  if (checkpoint === undefined) await rm(files.checkpoints, { recursive: true, force: true });

  const log = createWriteStream(files.trainerLog, { flags: 'a' });
  // A log that cannot be written, on a full disk, is no reason to lose the training.
  log.on('error', () => undefined);
  let steps = false;
  let done = false;
  try {
    const events = pythonEvents({
      ...options,
      command: 'train',
      config: trainerConfig(run, { base, resumeFrom: checkpoint?.folder }),
      configFile: files.trainerConfig,
      onLog: (line) => {
        log.write(`${line}\n`);
        options.onLog?.(line);
      },
      async onAbort() {
        // Before the first step there is nothing to save.
        if (!steps) return 0;
        await writeFile(stop, '');
        return stopGraceMs;
      },
    });
    for await (const event of events) {
      const told = toTrainingEvent(event);
      if (told === undefined) {
        log.write(`${JSON.stringify(event)}\n`);
        continue;
      }
      steps ||= told.type === 'step';
      done ||= told.type === 'done';
      yield told;
    }
  } catch (error) {
    throw withProposal(TuneloopError.from(error, 'JOB_FAILED'), run.config);
  } finally {
    await rm(stop, { force: true });
    log.end();
    await finished(log).catch(() => undefined);
  }
  if (!done) {
    throw new TuneloopError(
      'JOB_FAILED',
      `The trainer ended without a result. ${files.trainerLog} has what it wrote; resume goes on from the newest checkpoint.`,
    );
  }
}

/** Where memory did not suffice, what to try next: `details.proposal` has the settings. */
function withProposal(error: TuneloopError, config: TrainingConfig): TuneloopError {
  const proposal = smallerSettings(config);
  if (error.code !== 'RESOURCE_EXHAUSTED' || error.details['reason'] !== 'memory' || !proposal) return error;
  const settings = Object.entries(proposal).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return new TuneloopError(error.code, `${error.message} A good next try: ${settings.join(', ')}.`, {
    details: { ...error.details, proposal },
    cause: error,
  });
}

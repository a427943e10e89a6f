import type { Platform, TrainingRunView } from '@tuneloop/platform';
import { TuneloopError } from '@tuneloop/protocol';
import { notice } from '../notice.ts';
import { createRunDisplay } from './run-display.ts';

export interface FollowOptions {
  /** The first Ctrl-C. */
  signal: AbortSignal;
  json?: boolean | undefined;
}

/** How often it is looked whether whoever runs the jobs still lives, in ms. */
const lookMs = 2000;

/**
 * Shows a run until it has ended. It runs in the process that runs jobs of the data folder already, such as a server, or
 * else, also when that one ends, in this one. `signal` stops it: what was trained by then is kept.
 *
 * Errors: `ABORTED` saying how it goes on.
 */
export async function followRun(
  { jobs, training }: Pick<Platform, 'jobs' | 'training'>,
  { run, graph }: TrainingRunView,
  { signal, json }: FollowOptions,
): Promise<TrainingRunView> {
  if (!graph) return training.get(run.id);
  const display = createRunDisplay(process.stderr);
  let isOurs = false;
  const look = (): void => {
    if (isOurs || jobs.runsElsewhere('train')) return;
    isOurs = true;
    jobs.start();
  };
  const stop = (): void => {
    display.stop();
    notice('Stopping: the trainer saves what it has. Press Ctrl-C again to leave it at once.');
    void training.cancel(run.id).catch(() => undefined);
  };
  look();
  if (!isOurs) notice('A server of this data folder does the work; Ctrl-C stops the training there.');
  const timer = setInterval(look, lookMs);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    for await (const event of jobs.graphEvents(graph.id)) {
      if (json) process.stdout.write(`${JSON.stringify(event)}\n`);
      else display.show(event);
    }
  } finally {
    clearInterval(timer);
    signal.removeEventListener('abort', stop);
    display.stop();
  }
  const ended = await training.get(run.id);
  const isStopped = ended.graph?.jobs.some(({ status }) => status === 'cancelled') ?? false;
  if (signal.aborted && isStopped) {
    const message = `Stopped. What was trained is kept; go on with: tuneloop finetune --resume ${run.id}`;
    throw new TuneloopError('ABORTED', message, { details: { run: run.id } });
  }
  return ended;
}

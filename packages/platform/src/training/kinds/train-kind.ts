import type { JobContext, JobKind } from '@tuneloop/jobs';
import type { TrainingEvent, TrainingResult } from '@tuneloop/lora';
import { TuneloopError } from '@tuneloop/protocol';
import { progressOf } from '../phase-progress.ts';
import { trainingRunOf } from '../training-run.ts';
import type { TrainingContext } from '../training-context.ts';
import { appendJsonLine } from '../write-json.ts';
import { stepKind, type RunningStep } from './step-kind.ts';

/**
 * Trains. What it is told to stop saves what it has; interrupted or resumed, it goes on from the newest complete
 * checkpoint. One at a time, since each takes all of the machine; with `takeTurn` also of those of other processes.
 */
export function trainKind(training: TrainingContext): JobKind {
  return stepKind(training, {
    name: 'train',
    concurrency: 1,
    run: (step) =>
      training.takeTurn(() => train(step), {
        signal: step.call.signal,
        onWait(processId) {
          const who = processId === undefined ? 'Another process' : `The process ${processId}`;
          step.job.log(`${who} trains on this data folder. This training begins when that has ended.`);
          step.job.progress({ phase: 'turn', completed: 0 });
        },
      }),
  });
}

async function train({ training, job, run, folder, call, need, warn }: RunningStep): Promise<TrainingResult> {
  const prepared = need('prepare');
  // What `auto` means was decided with the plan.
  const { quantization } = prepared.plan;
  const trainingRun = trainingRunOf({ ...run, config: { ...run.config, quantization } }, folder, prepared);
  const goesOn = job.lastCheckpoint !== undefined;
  // An attempt that was killed before the trainer's first checkpoint must not be taken for none at all.
  if (!goesOn) job.checkpoint({ step: 0 });
  const { driver } = training;
  await training.makeRoom();
  const events = goesOn ? driver.resume(trainingRun, call) : driver.train(trainingRun, call);
  for await (const event of events) {
    if (event.type !== 'phase') await appendJsonLine(folder.events, event);
    if (event.type === 'warning') warn(event.message);
    if (event.type === 'done') {
      const { result } = event;
      // Only estimates of later plans suffer.
      await training.steps.trained({ ...call, plan: prepared.plan, result }).catch(() => undefined);
      return result;
    }
    tell(job, event);
  }
  throw new TuneloopError('JOB_FAILED', 'The trainer ended without a result. Resume the run to try it again.');
}

function tell({ progress, metrics, checkpoint }: JobContext, event: TrainingEvent): void {
  switch (event.type) {
    case 'phase':
      progress(progressOf(event));
      break;
    case 'step': {
      const { step, steps, epoch, loss, learningRate, gradNorm, tokensPerSecond, etaSeconds } = event;
      const known = {
        ...(gradNorm !== undefined && { grad_norm: gradNorm }),
        ...(tokensPerSecond !== undefined && { tokens_per_second: tokensPerSecond }),
        ...(etaSeconds !== undefined && { eta_seconds: etaSeconds }),
      };
      metrics(step, { ...event.metrics, epoch, loss, learning_rate: learningRate, ...known });
      progress({ phase: 'train', completed: step, total: steps });
      break;
    }
    case 'evaluation':
      metrics(event.step, { ...event.metrics, eval_loss: event.loss });
      break;
    case 'checkpoint':
      checkpoint({ step: event.step });
      break;
    // Told by the caller.
    case 'warning':
    case 'done':
    default:
  }
}

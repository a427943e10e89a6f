import type { FineTuningCheckpoint, FineTuningEvent } from '@tuneloop/openai-server';
import type { JobGraphEvent } from '@tuneloop/protocol';

type Told = Pick<FineTuningEvent, 'level' | 'message' | 'type' | 'data'>;

const phases: Readonly<Record<string, string>> = {
  prepare: 'Validating the training file',
  train: 'Training',
  convert: 'Converting the adapter',
  parity: 'Checking that the served adapter does what was trained',
  evaluate: 'Measuring it against the model before it',
  gate: 'Judging the measurements',
  publish: 'Publishing the adapter',
  report: 'Writing the report',
};

/** What happened to a run as OpenAI's clients are told, the oldest first. */
export function describeHistory(jobId: string, history: readonly JobGraphEvent[]): FineTuningEvent[] {
  return history.flatMap((entry) => {
    const told = describe(entry);
    if (!told) return [];
    return [{ id: `ftevent-${jobId.slice('ftjob-'.length)}-${entry.position}`, time: entry.event.time, ...told }];
  });
}

function describe({ step, event }: JobGraphEvent): Told | undefined {
  const phase = phases[step] ?? step;
  switch (event.type) {
    case 'started':
      return say('info', event.attempt === 1 ? `${phase}.` : `${phase}: attempt ${event.attempt}.`);
    case 'metrics':
      return describeMetrics(event.step, event.values);
    case 'log':
      return say(event.level, event.message);
    case 'retrying':
    case 'failed':
      return say('error', `${phase} failed: ${event.error.message}`);
    case 'cancelled':
      return say('warn', `${phase} was stopped.`);
    case 'queued':
      return event.reason === 'interrupted' ? say('warn', `${phase} was interrupted and goes on.`) : undefined;
    case 'result':
      return step === 'report' ? say('info', 'The job has successfully completed.') : undefined;
    case 'waiting':
    case 'progress':
    case 'checkpoint':
    case 'skipped':
    default:
      return undefined;
  }
}

function say(level: Told['level'], message: string): Told {
  return { level, message, type: 'message' };
}

/** Figures of a step by OpenAI's names. */
export function metricsOf(step: number, values: Readonly<Record<string, number>>): Record<string, number> {
  const { loss, eval_loss: validation, mean_token_accuracy: accuracy } = values;
  return {
    step,
    ...(loss !== undefined && { train_loss: loss }),
    ...(accuracy !== undefined && { train_mean_token_accuracy: accuracy }),
    ...(validation !== undefined && { valid_loss: validation }),
    ...(values['eval_mean_token_accuracy'] !== undefined && {
      valid_mean_token_accuracy: values['eval_mean_token_accuracy'],
    }),
  };
}

function describeMetrics(step: number, values: Readonly<Record<string, number>>): Told {
  const data = metricsOf(step, values);
  const figures = [
    ...(data['train_loss'] === undefined ? [] : [`training loss=${data['train_loss'].toFixed(2)}`]),
    ...(data['valid_loss'] === undefined ? [] : [`validation loss=${data['valid_loss'].toFixed(2)}`]),
  ];
  return { level: 'info', message: `Step ${step}: ${figures.join(', ')}`, type: 'metrics', data };
}

/** The checkpoints of a run, the oldest first. `model` is what the last is served as, once it is. */
export function checkpointsOf(
  jobId: string,
  history: readonly JobGraphEvent[],
  names: { model: string | undefined; draft: string },
): FineTuningCheckpoint[] {
  const metrics = new Map<number, Record<string, number>>();
  const checkpoints = new Map<number, FineTuningCheckpoint>();
  for (const { step: name, event } of history) {
    if (name !== 'train') continue;
    if (event.type === 'metrics') {
      metrics.set(event.step, { ...metrics.get(event.step), ...metricsOf(event.step, event.values) });
    }
    if (event.type !== 'checkpoint') continue;
    const { step } = event.state as { step: number };
    if (step === 0) continue;
    const id = `ftckpt-${jobId.slice('ftjob-'.length)}-${step}`;
    checkpoints.set(step, { id, time: event.time, step, model: `${names.draft}:ckpt-step-${step}`, metrics: {} });
  }
  const all = [...checkpoints.values()].toSorted((one, other) => one.step - other.step);
  return all.map((checkpoint, index) => ({
    ...checkpoint,
    metrics: metrics.get(checkpoint.step) ?? { step: checkpoint.step },
    ...(index === all.length - 1 && names.model !== undefined && { model: names.model }),
  }));
}

import { jobGraphStatus, type Job, type JobGraphStatus, type JobProgress, type JobStatus } from '@tuneloop/protocol';
import { encodeJob, lastGraphEvent, type JobErrorWire } from '../jobs/job-wire.ts';
import type { TrainingRunInfo } from './training-control.ts';

/** Times are seconds since 1970. */
export interface TrainingStepWire {
  name: string;
  job: string;
  status: JobStatus;
  attempt: number;
  started_at: number | null;
  ended_at: number | null;
  progress: JobProgress | null;
  result: unknown;
  error: JobErrorWire | null;
}

export interface TrainingRunWire {
  id: string;
  object: 'training.run';
  name: string;
  model: string;
  method: string;
  data: string | null;
  continue_from: string | null;
  status: JobGraphStatus | 'paused' | 'forgotten';
  settings: Readonly<Record<string, unknown>>;
  created_at: number;
  graph: string | null;
  steps: TrainingStepWire[];
  last_event: number;
}

export interface TrainingRunListWire {
  object: 'list';
  data: TrainingRunWire[];
}

export function encodeTrainingRun(run: TrainingRunInfo): TrainingRunWire {
  const { graph } = run;
  return {
    id: run.id,
    object: 'training.run',
    name: run.name,
    model: run.model,
    method: run.method,
    data: run.data ?? null,
    continue_from: run.continueFrom ?? null,
    status: statusOf(run),
    settings: run.settings,
    created_at: Math.floor(Date.parse(run.createdAt) / 1000),
    graph: graph?.id ?? null,
    steps: graph?.jobs.map(encodeStep) ?? [],
    last_event: lastGraphEvent(graph?.jobs ?? []),
  };
}

function statusOf({ graph, isPaused }: TrainingRunInfo): TrainingRunWire['status'] {
  if (!graph) return 'forgotten';
  const status = jobGraphStatus(graph.jobs);
  return status === 'cancelled' && isPaused ? 'paused' : status;
}

function encodeStep(job: Job): TrainingStepWire {
  const { id, kind, step, status, attempt, started_at, ended_at, progress, result, error } = encodeJob(job);
  return { name: step ?? kind, job: id, status, attempt, started_at, ended_at, progress, result, error };
}

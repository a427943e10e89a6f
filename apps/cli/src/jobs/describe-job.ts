import type { JobEventWire, JobGraphEventWire, JobGraphWire, JobWire } from '@tuneloop/openai-server';
import { withoutControlCharacters } from '../terminal/control-characters.ts';
import { formatFields, formatTable } from '../terminal/table.ts';
import { formatBytes, formatDuration } from '../terminal/units.ts';

export function formatJobs(jobs: readonly JobWire[]): string {
  const columns = ['ID', 'KIND', 'STATUS', 'CREATED', 'WHAT'].map((title) => ({ title }));
  const rows = jobs.map((job) => [
    job.id,
    job.kind,
    job.status,
    formatTime(job.created_at),
    withoutControlCharacters(job.error?.message ?? describeProgress(job.progress) ?? JSON.stringify(job.input)),
  ]);
  return formatTable(columns, rows);
}

/** A line for each of its jobs, in their order. */
export function formatGraph({ id, status, jobs }: JobGraphWire): string {
  const columns = ['STEP', 'STATUS', 'ID', 'WHAT'].map((title) => ({ title }));
  const rows = jobs.map((job) => [
    job.step ?? job.kind,
    job.status,
    job.id,
    withoutControlCharacters(job.error?.message ?? describeProgress(job.progress) ?? ''),
  ]);
  return `${formatFields([
    ['id', id],
    ['status', status],
  ])}\n\n${formatTable(columns, rows)}`;
}

export function formatJob(job: JobWire): string {
  const end = job.ended_at ?? Date.now() / 1000;
  const took = job.started_at === null ? undefined : formatDuration(Math.max(0, end - job.started_at) * 1000);
  const fields: [string, string | undefined][] = [
    ['id', job.id],
    ['kind', job.kind],
    ['status', job.status],
    ['input', JSON.stringify(job.input)],
    ['step', job.step === null ? undefined : `${job.step} of ${String(job.group)}`],
    ['after', job.after.length === 0 ? undefined : job.after.join(', ')],
    ['priority', job.priority === 0 ? undefined : String(job.priority)],
    ['created', formatTime(job.created_at)],
    ['attempt', String(job.attempt)],
    ['next attempt', job.next_attempt_at === null ? undefined : formatTime(job.next_attempt_at)],
    ['time', took],
    ['progress', describeProgress(job.progress)],
    ['result', job.result === null ? undefined : JSON.stringify(job.result)],
    ['error', job.error?.message],
  ];
  return withoutControlCharacters(
    formatFields(fields.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
  );
}

/** One line, without what is only for the job itself; `undefined` when there is nothing to say. */
export function describeEvent(event: JobEventWire): string | undefined {
  switch (event.type) {
    case 'waiting':
      return 'waiting for the jobs that it comes after';
    case 'queued':
      return 'queued';
    case 'started':
      return event['attempt'] === 1 ? 'started' : `started again (attempt ${String(event['attempt'])})`;
    case 'progress':
      return describeProgress(event as unknown as JobWire['progress']);
    case 'log':
      return String(event['message']);
    case 'retrying': {
      const { message } = event['error'] as { message: string };
      return `failed: ${message} The next attempt is at ${formatTime(event['next_attempt_at'] as number)}.`;
    }
    case 'metrics':
      return describeMetrics(Number(event['step']), event['values'] as Record<string, number>);
    case 'cancelled':
      return 'cancelled';
    // How it ended is told with the job itself.
    case 'checkpoint':
    case 'failed':
    case 'result':
    case 'skipped':
    default:
      return undefined;
  }
}

/** As `describeEvent`, with the name of the step; its end is told here too. */
export function describeGraphEvent({ step, event }: JobGraphEventWire): string | undefined {
  const text = event.type === 'result' ? 'done' : (describeFailure(event) ?? describeEvent(event));
  return text === undefined ? undefined : `${step}: ${text}`;
}

function describeFailure({ type, error }: JobEventWire): string | undefined {
  if (type !== 'failed' && type !== 'skipped') return undefined;
  return `${type}: ${withoutControlCharacters((error as { message: string }).message)}`;
}

function describeMetrics(step: number, values: Readonly<Record<string, number>>): string {
  const figures = Object.entries(values).map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`);
  return withoutControlCharacters([`step ${step}`, ...figures].join(' · '));
}

function describeProgress(progress: JobWire['progress']): string | undefined {
  if (!progress) return undefined;
  const { phase, completed, total, label } = progress;
  const isBytes = ['download', 'verify', 'extract', 'convert'].includes(phase);
  const amount = (value: number): string => (isBytes ? formatBytes(value) : String(value));
  const part = total === undefined ? amount(completed) : `${amount(completed)} of ${amount(total)}`;
  return [phase, ...(label === undefined ? [] : [label]), part].join(' ');
}

function formatTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

import type { LineSeries } from '../ui/line-series.ts';

/** An event of a run as the server sends it: of the job that is the step `step`. */
export interface RunEvent {
  /** In the run. */
  position: number;
  step: string;
  event:
    | { type: 'metrics'; step: number; values: Readonly<Record<string, number>> }
    | { type: 'progress'; phase: string; completed: number; total?: number; label?: string }
    | { type: 'log'; level: 'info' | 'warn'; message: string }
    | {
        type:
          | 'waiting'
          | 'queued'
          | 'started'
          | 'checkpoint'
          | 'retrying'
          | 'result'
          | 'failed'
          | 'cancelled'
          | 'skipped';
      };
}

export interface Progress {
  phase: string;
  completed: number;
  total?: number | undefined;
  label?: string | undefined;
}

/** What a run's events tell, as far as they are known. */
export interface RunHistory {
  /** Of the last event. */
  position: number;
  /** Figures by the training step; of one that was done twice the later ones. */
  metrics: ReadonlyMap<number, Readonly<Record<string, number>>>;
  /** Of steps that run, by their names. */
  progress: Readonly<Record<string, Progress>>;
  /** Sentences for people, each once. */
  notices: readonly string[];
  /** How often a step has changed its state. */
  changes: number;
}

export const emptyHistory: RunHistory = { position: 0, metrics: new Map(), progress: {}, notices: [], changes: 0 };

/** The history with what has happened since; events that it knows already are left out. */
export function withEvents(history: RunHistory, events: readonly RunEvent[]): RunHistory {
  const news = events.filter(({ position }) => position > history.position);
  if (news.length === 0) return history;
  const metrics = new Map(history.metrics);
  const progress = { ...history.progress };
  const notices = new Set(history.notices);
  let { changes } = history;
  for (const { step, event } of news) {
    switch (event.type) {
      case 'metrics':
        metrics.set(event.step, { ...metrics.get(event.step), ...event.values });
        break;
      case 'progress': {
        const { phase, completed, total, label } = event;
        progress[step] = { phase, completed, total, label };
        break;
      }
      case 'log':
        notices.add(event.message);
        break;
      case 'checkpoint':
        break;
      case 'waiting':
      case 'queued':
      case 'started':
      case 'retrying':
      case 'result':
      case 'failed':
      case 'cancelled':
      case 'skipped':
      default:
        delete progress[step];
        changes += 1;
    }
  }
  return { position: news.at(-1)!.position, metrics, progress, notices: [...notices], changes };
}

/** More than a chart can show apart. */
const mostPoints = 400;

/** The figures of one name over the training's steps; of many points some, with the last. */
export function pointsOf({ metrics }: Pick<RunHistory, 'metrics'>, name: string): LineSeries['points'] {
  const points = [...metrics]
    .filter(([, values]) => values[name] !== undefined)
    .toSorted(([one], [other]) => one - other)
    .map(([x, values]) => ({ x, y: values[name]! }));
  const every = Math.ceil(points.length / mostPoints);
  return points.filter((_, index) => (points.length - 1 - index) % every === 0);
}

/** The figures of the last training step that has any. */
export function latestMetrics({ metrics }: Pick<RunHistory, 'metrics'>): Readonly<Record<string, number>> | undefined {
  let latest: [number, Readonly<Record<string, number>>] | undefined;
  for (const entry of metrics) if (entry[1]['loss'] !== undefined && entry[0] >= (latest?.[0] ?? 0)) latest = entry;
  return latest && { ...latest[1], step: latest[0] };
}

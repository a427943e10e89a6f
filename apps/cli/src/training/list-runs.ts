import type { TrainingRunView } from '@tuneloop/platform';
import { jobGraphStatus } from '@tuneloop/protocol';
import { withoutControlCharacters } from '../terminal/control-characters.ts';
import { formatTable } from '../terminal/table.ts';

/** A line for each run. */
export function formatRuns(views: readonly TrainingRunView[]): string {
  const columns = ['RUN', 'ADAPTER', 'METHOD', 'DATA', 'STATUS', 'BEGUN'].map((title) => ({ title }));
  const rows = views.map(({ run, graph }) => [
    run.id,
    run.name,
    run.config.method,
    run.dataName ?? 'collected',
    graph ? jobGraphStatus(graph.jobs) : 'ended',
    run.createdAt.slice(0, 19).replace('T', ' '),
  ]);
  return withoutControlCharacters(formatTable(columns, rows));
}

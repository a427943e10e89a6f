import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { trainText } from '../text/en/train.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { Cell, HeadCell, Table } from '../ui/table.tsx';
import { textLink } from './link-look.ts';
import { StatusBadge } from './status-badge.tsx';
import { resultsOf } from './step-results.ts';
import { isActive, type Run } from './train-queries.ts';

const said = trainText.runs;

/** The step that a run is at, and how far that is; of one that is done, what came of it. */
function RunResult({ run }: { run: Run }): ReactElement | null {
  const { publish } = resultsOf(run);
  if (publish) return <>{said.published(publish.version, publish.live)}</>;
  const step = run.steps.find(({ status }) => status === 'running' || status === 'failed');
  if (!step) return null;
  const [name] = trainText.steps[step.name] ?? [step.name];
  const { completed = 0, total } = step.progress ?? {};
  return (
    <div className="w-28 space-y-1">
      <span>{name}</span>
      {isActive(run) && total !== undefined && total > 0 && (
        <ProgressBar label={`${name}: ${run.name}`} value={completed / total} />
      )}
    </div>
  );
}

/** Runs, the latest first, each with a link to all that is known of it. */
export function RunTable({ runs }: { runs: readonly Run[] }): ReactElement {
  return (
    <Table label={said.title}>
      <thead>
        <tr>
          {said.columns.map((name) => (
            <HeadCell key={name}>{name}</HeadCell>
          ))}
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <tr key={run.id}>
            <Cell className="font-medium">
              <Link to="/train/runs/$id" params={{ id: run.id }} className={`${textLink} break-words`}>
                {run.name}
              </Link>
            </Cell>
            <Cell>
              <StatusBadge status={run.status} />
            </Cell>
            <Cell>
              <RunResult run={run} />
            </Cell>
            <Cell className="max-w-48 truncate" title={run.model}>
              {run.model}
            </Cell>
            <Cell className="uppercase">{run.method}</Cell>
            <Cell className="max-w-48 truncate" title={run.data ?? undefined}>
              {run.data}
            </Cell>
            <Cell>
              <RelativeTime time={run.created_at * 1000} />
            </Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

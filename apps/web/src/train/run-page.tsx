import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useMemo, type ReactElement } from 'react';
import { trainText } from '../text/en/train.ts';
import { Failure } from '../ui/failure.tsx';
import { Loading } from '../ui/loading.tsx';
import { Page } from '../ui/page.tsx';
import { Section } from '../ui/section.tsx';
import { ComparedAnswers } from './compared-answers.tsx';
import { textLink } from './link-look.ts';
import { Warnings } from './plan-view.tsx';
import { RunActions } from './run-actions.tsx';
import { RunCharts } from './run-charts.tsx';
import { RunFacts } from './run-facts.tsx';
import { RunLog } from './run-log.tsx';
import { RunReport } from './run-report.tsx';
import { RunVerdict } from './run-verdict.tsx';
import { StageList } from './stage-list.tsx';
import { StatusBadge } from './status-badge.tsx';
import { resultsOf } from './step-results.ts';
import { isActive, runQuery, type Run } from './train-queries.ts';
import { TrainingProgress } from './training-progress.tsx';
import { useRunHistory } from './use-run-history.ts';

const said = trainText.run;

const hasDone = (run: Run, step: string): boolean =>
  run.steps.some(({ name, status }) => name === step && status === 'succeeded');

function ShownRun({ run }: { run: Run }): ReactElement {
  const queries = useQueryClient();
  const active = isActive(run);
  const { history, isLost, error } = useRunHistory(run.id, active, () => {
    void queries.invalidateQueries(runQuery(run.id));
  });
  const results = useMemo(() => resultsOf(run), [run]);
  const failed = run.steps.find(({ status }) => status === 'failed');
  const notices = [...new Set([...(results.prepare?.warnings ?? []), ...history.notices])];
  const isForgotten = run.status === 'forgotten';
  return (
    <div className="grid gap-6 lg:grid-cols-[18rem_minmax(0,1fr)] lg:grid-rows-[auto_1fr]">
      <Section title={said.stages}>
        {isForgotten ? (
          <p className="text-sm text-muted">{said.forgotten}</p>
        ) : (
          <StageList steps={run.steps} progress={history.progress} />
        )}
      </Section>
      {/* Settings are what is looked for last: on a phone they come last. */}
      <div className="min-w-0 space-y-6 lg:row-span-2">
        {isLost && (
          <p role="status" className="text-sm text-warning">
            {said.lost}
          </p>
        )}
        {error !== undefined && <Failure error={error} />}
        {failed?.error && (
          <div role="alert" className="space-y-1 rounded-xl border border-danger bg-danger-soft p-4 text-sm">
            <p className="font-medium">{said.failed}</p>
            <p className="break-words whitespace-pre-wrap">{failed.error.message}</p>
          </div>
        )}
        <TrainingProgress run={run} history={history} />
        <RunVerdict results={results} />
        {(active || history.metrics.size > 0) && <RunCharts history={history} />}
        <Warnings title={said.notices} warnings={notices} />
        {(hasDone(run, 'evaluate') || isForgotten) && <ComparedAnswers id={run.id} />}
        {(hasDone(run, 'report') || isForgotten) && <RunReport id={run.id} name={run.name} />}
        <RunLog id={run.id} isActive={active} />
      </div>
      <Section title={said.facts}>
        <RunFacts run={run} />
      </Section>
    </div>
  );
}

/** A training: what it does now, how it went, whether what came out is better. */
export function RunPage(): ReactElement {
  const { id } = useParams({ from: '/train/runs/$id' });
  const { data: run, error, refetch } = useQuery(runQuery(id));
  return (
    <Page
      width="wide"
      title={
        <span className="flex flex-wrap items-center gap-3">
          {run?.name ?? trainText.title}
          {run && (
            <span role="status" className="leading-none">
              <StatusBadge status={run.status} />
            </span>
          )}
        </span>
      }
      intro={
        <Link to="/train" className={textLink}>
          {trainText.runs.title}
        </Link>
      }
      actions={run && <RunActions run={run} />}
    >
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!run && !error && <Loading />}
      {run && <ShownRun run={run} />}
    </Page>
  );
}

import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { GraduationCap, Plus } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { trainText } from '../text/en/train.ts';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { Failure } from '../ui/failure.tsx';
import { Loading } from '../ui/loading.tsx';
import { Page } from '../ui/page.tsx';
import { Section } from '../ui/section.tsx';
import { Select } from '../ui/select.tsx';
import { primaryLink } from './link-look.ts';
import { LoopCard } from './loop-card.tsx';
import { RunTable } from './run-table.tsx';
import { runsQuery, type RunStatus } from './train-queries.ts';
import { TrainTabs } from './train-tabs.tsx';

const said = trainText.runs;
const pageSize = 25;
/** Of the server. */
const mostRuns = 100;
const statuses = Object.keys(trainText.status) as RunStatus[];

function NewRunLink(): ReactElement {
  return (
    <Link to="/train/new" className={primaryLink}>
      <Plus size={16} aria-hidden />
      {trainText.newRun}
    </Link>
  );
}

function StatusFilter({ status }: { status: RunStatus | undefined }): ReactElement {
  const navigate = useNavigate();
  return (
    <Select<RunStatus | ''>
      label={said.wanted}
      value={status ?? ''}
      className="w-auto!"
      choices={[
        { value: '', label: said.all },
        ...statuses.map((value) => ({ value, label: trainText.status[value] })),
      ]}
      onChoose={(value) =>
        void navigate({ to: '/train', search: value === '' ? {} : { status: value }, replace: true })
      }
    />
  );
}

/** What was trained and what is being trained, and how far ratings are from the next training. */
export function RunsPage(): ReactElement {
  const { status } = useSearch({ from: '/train' });
  const [limit, setLimit] = useState(pageSize);
  const { data, error, refetch } = useQuery(runsQuery(limit));
  const wanted = data?.filter((run) => status === undefined || run.status === status);
  return (
    <Page title={trainText.title} intro={trainText.intro} width="wide" actions={<NewRunLink />}>
      <TrainTabs />
      <LoopCard />
      <Section title={said.title} actions={data && data.length > 0 && <StatusFilter status={status} />}>
        {error && <Failure error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Loading />}
        {data?.length === 0 && (
          <Empty icon={GraduationCap} title={said.empty}>
            <p>{said.emptyHint}</p>
            <NewRunLink />
          </Empty>
        )}
        {wanted && wanted.length > 0 && <RunTable runs={wanted} />}
        {wanted?.length === 0 && data!.length > 0 && <p className="text-sm text-muted">{said.noneSuch}</p>}
        {data?.length === limit && limit < mostRuns && (
          <Button onClick={() => setLimit(Math.min(mostRuns, limit + pageSize))}>{said.more}</Button>
        )}
      </Section>
    </Page>
  );
}

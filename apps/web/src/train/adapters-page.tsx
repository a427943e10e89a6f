import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Layers } from 'lucide-react';
import type { ReactElement } from 'react';
import { trainText } from '../text/en/train.ts';
import { Badge } from '../ui/badge.tsx';
import { Empty } from '../ui/empty.tsx';
import { Failure } from '../ui/failure.tsx';
import { Loading } from '../ui/loading.tsx';
import { Page } from '../ui/page.tsx';
import { adaptersQuery, runsQuery } from './train-queries.ts';
import { TrainTabs } from './train-tabs.tsx';

const said = trainText.adapters;
const mostRuns = 100;

/** The names of adapters: those that are served, and those that trainings have made. */
export function AdaptersPage(): ReactElement {
  const { data: served, error, refetch } = useQuery(adaptersQuery);
  const { data: runs = [] } = useQuery(runsQuery(mostRuns));
  const published = runs
    .filter(({ steps }) => steps.some(({ name, status }) => name === 'publish' && status === 'succeeded'))
    .map(({ name }) => name);
  const names = [...new Set([...(served ?? []).map(({ name }) => name), ...published])].toSorted();
  return (
    <Page title={trainText.title} intro={said.intro} width="wide">
      <TrainTabs />
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!served && !error && <Loading />}
      {served && names.length === 0 && (
        <Empty icon={Layers} title={said.empty}>
          {said.emptyHint}
        </Empty>
      )}
      <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        {names.map((name) => {
          const adapter = served?.find((candidate) => candidate.name === name);
          const version = adapter?.version ?? undefined;
          return (
            <li key={name}>
              <Link
                to="/train/adapters/$name"
                params={{ name }}
                className="block h-full space-y-2 rounded-xl border border-line bg-panel p-4 hover:border-accent"
              >
                <span className="flex items-start justify-between gap-2">
                  <span className="font-semibold break-all">{name}</span>
                  <Badge look={version === undefined ? 'plain' : 'good'}>
                    {version === undefined ? said.notServed : said.live(version)}
                  </Badge>
                </span>
                {adapter?.base && <span className="block text-sm break-all text-muted">{adapter.base}</span>}
                {adapter?.reason && <span className="block text-sm text-danger">{adapter.reason}</span>}
              </Link>
            </li>
          );
        })}
      </ul>
    </Page>
  );
}

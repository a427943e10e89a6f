import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Database, Download, SearchX } from 'lucide-react';
import { useCallback, type ReactElement } from 'react';
import { RequestProblem } from '../api/problem.ts';
import { download } from '../api/download.ts';
import { dataText as said } from '../text/en/data.ts';
import { text } from '../text/text.ts';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { Failure } from '../ui/failure.tsx';
import { Loading } from '../ui/loading.tsx';
import { notifyProblem } from '../ui/notices.ts';
import { Page } from '../ui/page.tsx';
import { DataTabs } from './data-tabs.tsx';
import { FilterBar } from './filter-bar.tsx';
import { changedFilters, hasFilters, type DataFilters } from './filters.ts';
import { InteractionList } from './interaction-list.tsx';
import { interactionsQuery, timelineQuery } from './interaction-queries.ts';
import { Timeline } from './timeline.tsx';

function logPath(filters: DataFilters): string {
  const query = new URLSearchParams(Object.entries(filters).map(([name, value]) => [name, String(value)]));
  return `/v1/interactions.jsonl?${query}`;
}

function NothingFound({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }): ReactElement {
  if (isFiltered) {
    return (
      <Empty icon={SearchX} title={said.noneFits}>
        <Button onClick={onClear}>{said.clear}</Button>
      </Empty>
    );
  }
  return (
    <Empty icon={Database} title={said.empty}>
      <p>{said.emptyHint}</p>
      <Link to="/" className="font-medium text-accent underline">
        {said.toChat}
      </Link>
    </Empty>
  );
}

/** What was recorded: to be searched, looked at and downloaded. */
export function InteractionsPage(): ReactElement {
  const filters = useSearch({ from: '/data' });
  const navigate = useNavigate({ from: '/data' });
  const change = useCallback((search: DataFilters): void => void navigate({ search, replace: true }), [navigate]);
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage, refetch } = useInfiniteQuery(
    interactionsQuery(filters),
  );
  const { data: timeline } = useQuery(timelineQuery(filters));
  const interactions = data?.pages.flatMap((page) => page.data) ?? [];
  const isOff = error instanceof RequestProblem && error.status === 404;
  return (
    <Page
      width="wide"
      title={said.title}
      intro={said.intro}
      actions={
        <Button
          disabled={interactions.length === 0}
          onClick={() => void download(logPath(filters), 'interactions.jsonl').catch(notifyProblem)}
        >
          <Download size={16} aria-hidden />
          {said.downloadLog}
        </Button>
      }
    >
      <DataTabs />
      {isOff ? (
        <Empty icon={Database} title={said.off}>
          <p>{said.offHint}</p>
        </Empty>
      ) : (
        <>
          <FilterBar filters={filters} onChange={change} />
          {error && <Failure error={error} onRetry={() => void refetch()} />}
          {timeline && timeline.total > 0 && (
            <Timeline timeline={timeline} onChoose={(span) => change(changedFilters(filters, span))} />
          )}
          {isPending && <Loading />}
          {data && interactions.length === 0 && (
            <NothingFound isFiltered={hasFilters(filters)} onClear={() => change({})} />
          )}
          {interactions.length > 0 && (
            <>
              <InteractionList interactions={interactions} />
              <div className="flex flex-wrap items-center justify-between gap-3">
                <p className="text-sm text-muted">
                  {timeline && said.shown(interactions.length, Math.max(interactions.length, timeline.total))}
                </p>
                {hasNextPage && (
                  <Button disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                    {isFetchingNextPage ? text.loading : text.more}
                  </Button>
                )}
                <Link
                  to="/data/datasets"
                  search={filters}
                  className="text-sm font-medium text-accent underline-offset-2 hover:underline"
                >
                  {said.buildFromThese}
                </Link>
              </div>
            </>
          )}
        </>
      )}
    </Page>
  );
}

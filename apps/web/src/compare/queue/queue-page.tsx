import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { Inbox } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { compareText } from '../../text/en/compare.ts';
import { Empty } from '../../ui/empty.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Loading } from '../../ui/loading.tsx';
import { ComparePage } from '../compare-page.tsx';
import { explained } from '../explained.ts';
import type { QueueSearch } from '../search.ts';
import { QueueFilters } from './queue-filters.tsx';
import { queueQuery, type QueueBatch } from './queue-items.ts';
import { QueueView } from './queue-view.tsx';

const said = compareText.annotate;
const route = getRouteApi('/compare/queue');

/** Recorded answers that nobody has rated, one at a time. */
export function QueuePage(): ReactElement {
  const { item, ...filters } = route.useSearch();
  const navigate = useNavigate();
  const [after, setAfter] = useState<string>();
  const { data, error, refetch, dataUpdatedAt } = useQuery(queueQuery(filters, after));
  const isFiltered = Object.keys(filters).length > 0;

  const filter = (changed: QueueSearch): void => {
    setAfter(undefined);
    void navigate({ to: '/compare/queue', search: { ...changed, item: undefined } });
  };
  const move = (id: string | undefined): void => {
    void navigate({ to: '/compare/queue', search: { ...filters, item: id }, replace: true });
  };
  const more = ({ hasMore, last }: QueueBatch): void => {
    if (hasMore && last !== after) setAfter(last);
    else if (after === undefined) void refetch();
    else setAfter(undefined);
  };
  return (
    <ComparePage>
      <QueueFilters filters={filters} onChange={filter} />
      {error && <Failure error={explained(error)} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data?.items.length === 0 && (
        <Empty icon={Inbox} title={isFiltered ? said.emptyFiltered : said.empty}>
          {!isFiltered && (
            <>
              <p>{said.emptyHint}</p>
              <Link to="/" className="text-accent underline underline-offset-2">
                {said.toChat}
              </Link>
            </>
          )}
        </Empty>
      )}
      {data && data.items.length > 0 && (
        <QueueView
          key={`${dataUpdatedAt} ${after}`}
          batch={data}
          start={Math.max(
            0,
            data.items.findIndex(({ id }) => id === item),
          )}
          onMove={move}
          onMore={() => more(data)}
        />
      )}
    </ComparePage>
  );
}

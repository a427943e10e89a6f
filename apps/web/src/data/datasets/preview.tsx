import { useQuery } from '@tanstack/react-query';
import { useEffect, useState, type ReactElement } from 'react';
import { datasetsText as said } from '../../text/en/datasets.ts';
import { formatNumber } from '../../text/format.ts';
import { Empty } from '../../ui/empty.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Loading } from '../../ui/loading.tsx';
import type { DatasetSearch } from './dataset-settings.ts';
import { previewQuery, type ExportPreview } from './export-queries.ts';
import { LeftOut } from './left-out.tsx';
import { PreviewRows } from './preview-rows.tsx';

const pauseMs = 250;

/** A value that follows once it has not changed for a moment. */
function useCalm<T>(value: T): T {
  const [calm, setCalm] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setCalm(value), pauseMs);
    return () => clearTimeout(timer);
  }, [value]);
  return calm;
}

function Figure({ value, name }: { value: number; name: string }): ReactElement {
  return (
    <div>
      <dd className="text-2xl font-semibold tabular-nums">{formatNumber(value)}</dd>
      <dt className="text-xs text-muted">{name}</dt>
    </div>
  );
}

function Counts({ preview: { rows, interactions, used, complete } }: { preview: ExportPreview }): ReactElement {
  return (
    <div className="space-y-2">
      <dl className="flex flex-wrap gap-x-10 gap-y-2">
        <Figure value={rows} name={said.rows} />
        <Figure value={used} name={said.used} />
        <Figure value={interactions - used} name={said.leftOutCount} />
      </dl>
      <div aria-hidden className="h-2 overflow-hidden rounded-full bg-line">
        <div className="h-full bg-accent" style={{ width: `${(used / Math.max(1, interactions)) * 100}%` }} />
      </div>
      {!complete && <p className="text-sm text-warning">{said.incomplete(formatNumber(interactions))}</p>}
    </div>
  );
}

/** What would be written with these settings: how much, what not and why, and how it looks. */
export function Preview({ search }: { search: DatasetSearch }): ReactElement {
  const { data, error, isFetching, refetch } = useQuery(previewQuery(useCalm(search)));
  if (error) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading label={said.reading} />;
  return (
    <div aria-busy={isFetching} className={`space-y-6 transition-opacity ${isFetching ? 'opacity-60' : ''}`}>
      <p role="status" className="sr-only">
        {isFetching ? said.reading : said.announced(data.rows, data.interactions - data.used)}
      </p>
      <Counts preview={data} />
      {data.interactions === 0 ? (
        <Empty title={said.noInteractions}>{said.noInteractionsHint}</Empty>
      ) : (
        <>
          <section aria-label={said.leftOut} className="space-y-3">
            <h3 className="font-medium">{said.leftOut}</h3>
            <LeftOut counts={data.left_out} total={data.interactions} />
          </section>
          <section aria-label={said.firstRows} className="space-y-3">
            <h3 className="font-medium">{said.firstRows}</h3>
            {data.rows === 0 ? (
              <Empty title={said.noRows}>{said.noRowsHint}</Empty>
            ) : (
              <PreviewRows files={data.files} />
            )}
          </section>
        </>
      )}
    </div>
  );
}

import { useQuery } from '@tanstack/react-query';
import { PackageOpen } from 'lucide-react';
import type { ReactElement } from 'react';
import { datasetsText as said } from '../../text/en/datasets.ts';
import { Empty } from '../../ui/empty.tsx';
import { Failure } from '../../ui/failure.tsx';
import { ExportEntry } from './export-entry.tsx';
import { exportsQuery } from './export-queries.ts';

/** The datasets whose files are there, and those that are being written. */
export function ExportList(): ReactElement {
  const { data, error, refetch } = useQuery(exportsQuery);
  if (error) return <Failure error={error} onRetry={() => void refetch()} />;
  if (data?.length === 0) {
    return (
      <Empty icon={PackageOpen} title={said.noExports}>
        {said.noExportsHint}
      </Empty>
    );
  }
  return (
    <ul aria-label={said.written} className="divide-y divide-line rounded-xl border border-line empty:hidden">
      {data?.map((job) => (
        <ExportEntry key={job.id} job={job} />
      ))}
    </ul>
  );
}

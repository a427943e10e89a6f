import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { RequestProblem } from '../../api/problem.ts';
import { pushesText as said } from '../../text/en/pushes.ts';
import { Failure } from '../../ui/failure.tsx';
import { Section } from '../../ui/section.tsx';
import type { DataFilters } from '../filters.ts';
import { PushEntry } from './push-entry.tsx';
import { PushForm } from './push-form.tsx';
import { pushesQuery, targetsQuery } from './push-queries.ts';

/** Sends what the filters leave to services where people judge it. */
export function PushPanel({ filters }: { filters: DataFilters }): ReactElement {
  const { data: targets, error, refetch } = useQuery(targetsQuery);
  const { data: pushes = [] } = useQuery({ ...pushesQuery, enabled: targets !== undefined });
  const isRefused = error instanceof RequestProblem && error.status === 403;
  return (
    <Section title={said.title} hint={said.intro}>
      {isRefused && <p className="text-sm text-muted">{said.needsAdmin}</p>}
      {error && !isRefused && <Failure error={error} onRetry={() => void refetch()} />}
      <div className="grid gap-4 md:grid-cols-2">
        {targets?.map((target) => (
          <PushForm key={target.name} target={target} filters={filters} />
        ))}
      </div>
      {pushes.length > 0 && (
        <ul aria-label={said.sentBefore} className="divide-y divide-line rounded-xl border border-line">
          {pushes.map((job) => (
            <PushEntry key={job.id} job={job} />
          ))}
        </ul>
      )}
    </Section>
  );
}

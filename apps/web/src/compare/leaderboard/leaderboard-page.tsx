import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { Trophy } from 'lucide-react';
import type { ReactElement } from 'react';
import { compareText } from '../../text/en/compare.ts';
import { Empty } from '../../ui/empty.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Section } from '../../ui/section.tsx';
import { Select } from '../../ui/select.tsx';
import { ComparePage } from '../compare-page.tsx';
import { explained } from '../explained.ts';
import { AgreementSection } from './agreement-section.tsx';
import { ContestantTable } from './contestant-table.tsx';
import { evidenceOf, type Evidence } from './evidence.ts';
import { statisticsQuery } from './statistics.ts';

const said = compareText.board;
const route = getRouteApi('/compare/leaderboard');

const periods = [
  { value: '', label: said.periods.all },
  { value: '7', label: said.periods.week },
  { value: '30', label: said.periods.month },
  { value: '90', label: said.periods.quarter },
] as const;

function described(evidence: Evidence): string {
  if (evidence.kind === 'one') return said.evidence.one;
  if (evidence.kind === 'few') return said.evidence.few(evidence.count);
  return said.evidence[evidence.kind](evidence.leader, evidence.other);
}

/** Which models people prefer, how sure that is, and how far people agree. */
export function LeaderboardPage(): ReactElement {
  const { days } = route.useSearch();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(statisticsQuery(days));
  const period = periods.find(({ value }) => value === String(days ?? ''))?.value ?? '';
  return (
    <ComparePage>
      {error && <Failure error={explained(error)} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && (
        <>
          <Section
            title={said.title}
            hint={said.hint}
            actions={
              <Select
                label={said.period}
                value={period}
                choices={periods}
                onChoose={(value) =>
                  void navigate({ to: '/compare/leaderboard', search: value === '' ? {} : { days: Number(value) } })
                }
              />
            }
          >
            {data.contestants.length === 0 ? (
              <Empty icon={Trophy} title={said.empty}>
                <p>{said.emptyHint}</p>
                <Link to="/compare" className="text-accent underline underline-offset-2">
                  {said.toArena}
                </Link>
              </Empty>
            ) : (
              <>
                <p className="text-sm font-medium">{described(evidenceOf(data.contestants))}</p>
                <ContestantTable contestants={data.contestants} />
              </>
            )}
          </Section>
          <AgreementSection agreement={data.agreement} authors={data.authors} />
        </>
      )}
    </ComparePage>
  );
}

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { trainText } from '../text/en/train.ts';
import { Badge } from '../ui/badge.tsx';
import { Card } from '../ui/card.tsx';
import { Facts } from '../ui/facts.tsx';
import { Section } from '../ui/section.tsx';
import { textLink } from './link-look.ts';
import { MetricTable } from './metric-table.tsx';
import { canRollBack } from './roll-back.ts';
import type { StepResults } from './step-results.ts';
import { historyQuery } from './train-queries.ts';
import { VersionActions } from './version-actions.tsx';

const said = trainText.verdict;

/** How what was published is now, which may be otherwise than it was then; with what can be done about it. */
function Published({ published }: { published: NonNullable<StepResults['publish']> }): ReactElement {
  const { name, version, live } = published;
  const { data: history } = useQuery(historyQuery(name));
  const now = history?.versions.find((candidate) => candidate.version === version);
  const isLive = now ? now.state === 'live' : live;
  return (
    <div className="space-y-3">
      <p className="text-sm">
        <strong className="font-semibold">{isLive ? said.live(name, version) : said.notLive(name, version)}</strong>{' '}
        <Link to="/train/adapters/$name" params={{ name }} className={textLink}>
          {said.history}
        </Link>
      </p>
      {now && (
        <VersionActions
          name={name}
          version={now}
          canRollBack={history !== undefined && canRollBack(history)}
          canRemove={false}
        />
      )}
    </div>
  );
}

/** Whether what was trained is better, by which figures, and what became of it. */
export function RunVerdict({ results }: { results: StepResults }): ReactElement | null {
  const { gate, parity, publish, evaluate } = results;
  if (!gate && !evaluate) return null;
  return (
    <Section
      title={
        <span className="flex items-center gap-2">
          {said.title}
          {gate && <Badge look={gate.passed ? 'good' : 'bad'}>{gate.passed ? said.passed : said.refused}</Badge>}
        </span>
      }
    >
      {gate && (
        <Card className="space-y-3">
          <Facts
            facts={[
              [said.rule, <code key="rule">{gate.rule}</code>],
              [
                said.parity,
                parity && (parity.passed ? said.parityPassed : `${said.parityFailed}: ${parity.reason ?? ''}`),
              ],
            ]}
          />
          {gate.reasons.length > 0 && (
            <ul className="list-disc space-y-1 pl-5 text-sm">
              {gate.reasons.map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
            </ul>
          )}
          {publish && <Published published={publish} />}
        </Card>
      )}
      {evaluate && <MetricTable metrics={evaluate.metrics} />}
    </Section>
  );
}

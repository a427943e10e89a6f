import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { trainText } from '../text/en/train.ts';
import { formatBytes, formatNumber } from '../text/format.ts';
import { Badge, type BadgeLook } from '../ui/badge.tsx';
import { Facts } from '../ui/facts.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { pairedMetrics } from './compare-metrics.ts';
import { formatFigure } from './format-figures.ts';
import { textLink } from './link-look.ts';
import type { AdapterVersion, Run } from './train-queries.ts';
import { VersionActions } from './version-actions.tsx';

const said = trainText.adapters;

const looks: Record<AdapterVersion['state'], BadgeLook> = {
  live: 'good',
  candidate: 'plain',
  refused: 'bad',
  retired: 'plain',
};

/** A version: where it comes from, what it was measured at, and what can be done with it. */
export function VersionCard({
  name,
  version,
  run,
  canRollBack,
}: {
  name: string;
  version: AdapterVersion;
  /** That it came from, where it is known still. */
  run: Run | undefined;
  canRollBack: boolean;
}): ReactElement {
  const { version: number, state, reasons, continued_from: origin } = version;
  const figures = pairedMetrics(version.metrics)
    .slice(0, 4)
    .map(({ name: metric, before, after }) => {
      const change = before === undefined ? formatFigure(after) : `${formatFigure(before)} → ${formatFigure(after)}`;
      return [trainText.metrics[metric] ?? metric, change] as const;
    });
  return (
    <article
      aria-label={said.version(number)}
      className={`space-y-3 rounded-xl border bg-panel p-4 ${state === 'live' ? 'border-accent' : 'border-line'}`}
    >
      <header className="flex flex-wrap items-center gap-2">
        <h3 className="font-semibold">{said.version(number)}</h3>
        <Badge look={looks[state]}>{said.states[state]}</Badge>
        <span className="ml-auto text-sm text-muted">
          <RelativeTime time={version.created_at * 1000} />
        </span>
      </header>
      <Facts
        look="line"
        facts={[
          [
            said.run,
            version.run && (
              <Link to="/train/runs/$id" params={{ id: version.run }} className={textLink}>
                {run ? `${run.method.toUpperCase()}${run.data ? `, ${run.data}` : ''}` : `${version.run.slice(0, 12)}…`}
              </Link>
            ),
          ],
          [said.from, origin],
          [said.base, version.base?.reference],
          [said.rank, formatNumber(version.rank)],
          [said.size, formatBytes(version.size_bytes)],
        ]}
      />
      {figures.length > 0 && <Facts look="line" facts={figures} />}
      {reasons.length > 0 && (
        <div className="text-sm">
          <p className="font-medium text-danger">{said.why}</p>
          <ul className="list-disc pl-5">
            {reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </div>
      )}
      <VersionActions name={name} version={version} canRollBack={canRollBack} />
    </article>
  );
}

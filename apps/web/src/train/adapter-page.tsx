import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { trainText } from '../text/en/train.ts';
import { formatNumber } from '../text/format.ts';
import { Failure } from '../ui/failure.tsx';
import { Loading } from '../ui/loading.tsx';
import { Page } from '../ui/page.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { Section } from '../ui/section.tsx';
import { primaryLink, textLink } from './link-look.ts';
import { canRollBack } from './roll-back.ts';
import { historyQuery, runsQuery, type AdapterHistory, type Run } from './train-queries.ts';
import { VersionCard } from './version-card.tsx';
import { versionTree, type VersionNode } from './version-tree.ts';

const said = trainText.adapters;
const mostRuns = 100;

function VersionList({
  nodes,
  history,
  runs,
}: {
  nodes: readonly VersionNode[];
  history: AdapterHistory;
  runs: readonly Run[];
}): ReactElement {
  return (
    <ul className="space-y-3">
      {nodes.map(({ version, children }) => (
        <li key={version.version} className="space-y-3">
          <VersionCard
            name={history.name}
            version={version}
            run={runs.find(({ id }) => id === version.run)}
            canRollBack={canRollBack(history)}
          />
          {children.length > 0 && (
            <div className="ml-3 border-l-2 border-line pl-4 sm:ml-5">
              <VersionList nodes={children} history={history} runs={runs} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

function Events({ history }: { history: AdapterHistory }): ReactElement {
  return (
    <ol className="space-y-2 text-sm">
      {history.events.toReversed().map((event, index) => {
        const describe = said.event[event.type];
        const version = event.version === null ? '' : formatNumber(event.version);
        return (
          // Events have no ids, and only ever come at the end of what the server tells.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={history.events.length - index} className="flex flex-wrap justify-between gap-x-4">
            <span>
              {describe?.(version, formatNumber(event.scale ?? 1)) ?? event.type}
              {event.reason && <span className="text-muted">: {event.reason}</span>}
            </span>
            <span className="text-muted">
              <RelativeTime time={event.created_at * 1000} />
            </span>
          </li>
        );
      })}
    </ol>
  );
}

/** The versions of an adapter, each below the one that it goes on from, and what happened to them. */
export function AdapterPage(): ReactElement {
  const { name } = useParams({ from: '/train/adapters/$name' });
  const { data: history, error, refetch } = useQuery(historyQuery(name));
  const { data: runs = [] } = useQuery(runsQuery(mostRuns));
  const live = history?.version ?? undefined;
  return (
    <Page
      width="wide"
      title={name}
      intro={
        <>
          <Link to="/train/adapters" className={textLink}>
            {said.title}
          </Link>
          {history && ` · ${live === undefined ? said.noneLive : said.live(live)}`}
        </>
      }
      actions={
        <Link to="/train/new" search={{ name }} className={primaryLink}>
          {trainText.newRun}
        </Link>
      }
    >
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!history && !error && <Loading />}
      {history && (
        <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
          <Section title={said.tree} hint={said.versions(history.versions.length)}>
            <VersionList nodes={versionTree(name, history.versions)} history={history} runs={runs} />
            {history.versions.length === 0 && <p className="text-sm text-muted">{said.noVersions}</p>}
          </Section>
          <Section title={said.history}>
            <Events history={history} />
          </Section>
        </div>
      )}
    </Page>
  );
}

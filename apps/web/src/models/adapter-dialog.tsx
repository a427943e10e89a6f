import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { api, dataOf, type Schemas } from '../api/client.ts';
import { RequestProblem } from '../api/problem.ts';
import { modelsText } from '../text/en/models.ts';
import { formatBytes, formatNumber } from '../text/format.ts';
import { Badge, type BadgeLook } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Facts } from '../ui/facts.tsx';
import { Failure } from '../ui/failure.tsx';
import { Loading } from '../ui/loading.tsx';
import { notify, notifyProblem } from '../ui/notices.ts';
import { RelativeTime } from '../ui/relative-time.tsx';
import { AdapterScale } from './adapter-scale.tsx';
import { adapterHistoryQuery, adaptersQuery, modelsQuery } from './model-queries.ts';

type History = Schemas['AdapterHistory'];
type Version = History['versions'][number];

const said = modelsText.adapters;
const looks: Record<Version['state'], BadgeLook> = {
  candidate: 'plain',
  live: 'good',
  refused: 'bad',
  retired: 'plain',
};

function VersionRow({ version, onPromote }: { version: Version; onPromote: () => void }): ReactElement {
  return (
    <li className="space-y-2 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="font-medium">{said.version(version.version)}</h3>
        <Badge look={looks[version.state]}>{said.versionStates[version.state]}</Badge>
        <span className="text-sm text-muted">
          <RelativeTime time={version.created_at * 1000} />
        </span>
        {version.state !== 'live' && (
          <Button
            className="ml-auto"
            aria-label={`${said.promote}: ${said.version(version.version)}`}
            onClick={onPromote}
          >
            {said.promote}
          </Button>
        )}
      </div>
      <Facts
        look="line"
        facts={[
          [said.rank, String(version.rank)],
          [modelsText.size, formatBytes(version.size_bytes)],
          [said.base, version.base?.reference],
          ...Object.entries(version.metrics).map(([name, value]) => [name, formatNumber(value)] as const),
        ]}
      />
      {version.reasons.map((reason) => (
        <p key={reason} className="text-sm text-danger">
          {reason}
        </p>
      ))}
    </li>
  );
}

function Versions({ history, onChanged }: { history: History; onChanged: () => Promise<unknown> }): ReactElement {
  const [asked, setAsked] = useState<Version>();
  const { name } = history;
  const promote = useMutation({
    mutationFn: ({ version, state }: Version) =>
      dataOf(
        api.POST('/v1/adapters/{name}/promote', {
          params: { path: { name } },
          body: { version, force: state === 'refused' },
        }),
      ),
    onSuccess: ({ version, warnings }) => {
      notify([said.promoted(name, version), ...warnings].join(' '));
    },
    onError: notifyProblem,
    onSettled: onChanged,
  });
  const rollback = useMutation({
    mutationFn: () => dataOf(api.POST('/v1/adapters/{name}/rollback', { params: { path: { name } }, body: {} })),
    onSuccess: ({ version }) => notify(said.promoted(name, version)),
    onError: notifyProblem,
    onSettled: onChanged,
  });
  return (
    <>
      <Button disabled={history.versions.length < 2 || rollback.isPending} onClick={() => rollback.mutate()}>
        {said.rollback}
      </Button>
      <ul className="divide-y divide-line">
        {history.versions.map((version) => (
          <VersionRow key={version.version} version={version} onPromote={() => setAsked(version)} />
        ))}
      </ul>
      {asked && (
        <ConfirmDialog
          title={said.promoteTitle(name, asked.version)}
          hint={said.promoteHint}
          action={asked.state === 'refused' ? said.promoteAnyway : said.promote}
          onConfirm={() => promote.mutate(asked)}
          onClose={() => setAsked(undefined)}
        >
          {asked.reasons.length > 0 && (
            <p className="text-sm text-danger">
              {said.promoteRefused} {asked.reasons.join(' ')}
            </p>
          )}
        </ConfirmDialog>
      )}
    </>
  );
}

function Events({ events }: { events: History['events'] }): ReactElement {
  return (
    <details className="text-sm">
      <summary className="min-h-9 py-1.5 font-medium">{said.history}</summary>
      <ul className="space-y-1">
        {events.toReversed().map((event, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- events have no ids, and only grow
          <li key={index} className="flex flex-wrap gap-x-2">
            <span className="text-muted">
              <RelativeTime time={event.created_at * 1000} />
            </span>
            <span>
              {event.version !== null && said.version(event.version)} {said.events[event.type] ?? event.type}
              {event.scale !== null && ` (${formatNumber(event.scale)})`}
              {event.reason && `: ${event.reason}`}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** The versions of an adapter: which is live, what they are, and how to make another one live. */
export function AdapterDialog({ name, onClose }: { name: string; onClose: () => void }): ReactElement {
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery(adapterHistoryQuery(name));
  const onChanged = (): Promise<unknown> =>
    Promise.all([adaptersQuery, modelsQuery].map(({ queryKey }) => queries.invalidateQueries({ queryKey })));
  const isMissing = error instanceof RequestProblem && error.status === 404;
  return (
    <Dialog title={said.versionsOf(name)} place="side" onClose={onClose}>
      {isMissing && <p className="text-sm text-muted">{said.notKept}</p>}
      {error && !isMissing && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && (
        <div className="space-y-5">
          <Versions history={data} onChanged={onChanged} />
          <AdapterScale history={data} onChanged={onChanged} />
          <Events events={data.events} />
        </div>
      )}
    </Dialog>
  );
}

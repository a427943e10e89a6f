import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type ReactElement } from 'react';
import { api, dataOf, type Schemas } from '../api/client.ts';
import { RequestProblem } from '../api/problem.ts';
import { formatNumber } from '../text/format.ts';
import { trainText } from '../text/en/train.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Facts } from '../ui/facts.tsx';
import { Failure } from '../ui/failure.tsx';
import { notify, notifyProblem } from '../ui/notices.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { Section } from '../ui/section.tsx';
import { textLink } from './link-look.ts';
import { loopQuery } from './train-queries.ts';

const said = trainText.loop;
type Loop = Schemas['Loop'];

function LastLoop({ last }: { last: NonNullable<Loop['last']> }): ReactElement {
  const { adapter, version, live, why, error } = last;
  return (
    <>
      <RelativeTime time={last.started_at * 1000} />
      {adapter !== null && version !== null && <>: {said.lastSaid(adapter, version, live === true)}</>}
      {(why ?? error?.message) && <span className="block text-muted">{why ?? error?.message}</span>}{' '}
      <Link to="/train/runs/$id" params={{ id: last.run }} className={textLink}>
        {said.seeRun}
      </Link>
    </>
  );
}

function ShownLoop({ loop }: { loop: Loop }): ReactElement {
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const { mutate, isPending } = useMutation({
    mutationFn: (body: Schemas['LoopRunRequest']) => dataOf(api.POST('/v1/loop/run', { body })),
    onSuccess: (now) => {
      queries.setQueryData(loopQuery.queryKey, now);
      notify(said.begun);
    },
    onError: notifyProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: ['training-runs'] }),
  });
  const { new_ratings: count, min_ratings: wanted } = loop;
  const isEnough = count >= wanted;
  const ratings = said.ratings(formatNumber(count), formatNumber(wanted));
  return (
    <Card className="grid gap-4 md:grid-cols-[1fr_auto]">
      <div className="min-w-0 space-y-3">
        <div className="space-y-1.5">
          <p className="flex flex-wrap items-center justify-between gap-2 text-sm">
            <span>{ratings}</span>
            <Badge look={loop.enabled ? 'good' : 'plain'}>{loop.enabled ? said.on : said.off}</Badge>
          </p>
          <ProgressBar label={ratings} value={wanted === 0 ? 1 : count / wanted} />
        </div>
        <Facts
          facts={[
            [said.schedule, loop.schedule && <code>{loop.schedule}</code>],
            [said.next, loop.next_at !== null && <RelativeTime time={loop.next_at * 1000} />],
            [said.gate, loop.promote_if && <code>{loop.promote_if}</code>],
            [said.last, loop.last && <LastLoop last={loop.last} />],
          ]}
        />
      </div>
      <div>
        <Button disabled={isPending} onClick={() => (isEnough ? mutate({}) : setAsking(true))}>
          {said.run}
        </Button>
      </div>
      {isAsking && (
        <ConfirmDialog
          title={said.run}
          hint={said.runHint(formatNumber(count), formatNumber(wanted))}
          action={said.runAnyway}
          onConfirm={() => mutate({ min_ratings: 1 })}
          onClose={() => setAsking(false)}
        />
      )}
    </Card>
  );
}

/** How far the ratings are from the next adapter, and what became of the last. */
export function LoopCard(): ReactElement {
  const { data, error, refetch } = useQuery(loopQuery);
  // Nothing is recorded, or who looks may not.
  const isOff = error instanceof RequestProblem && error.status >= 400 && error.status < 500;
  return (
    <Section title={said.title} hint={data && said.intro(data.method.toUpperCase(), data.name)}>
      {data && <ShownLoop loop={data} />}
      {error &&
        (isOff ? (
          <p className="text-sm text-muted">{error.message}</p>
        ) : (
          <Failure error={error} onRetry={() => void refetch()} />
        ))}
    </Section>
  );
}

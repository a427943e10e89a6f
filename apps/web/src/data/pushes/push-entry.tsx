import { useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { pushesText as said } from '../../text/en/pushes.ts';
import { formatNumber } from '../../text/format.ts';
import { text } from '../../text/text.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { notifyProblem } from '../../ui/notices.ts';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { cancelPush, hasEnded, pushesQuery, type PushJob, type PushTarget } from './push-queries.ts';

interface PushResult {
  url: string;
  sent: number;
  present?: number;
  left_out: Record<string, number>;
}

function targetOf({ input }: PushJob): string {
  return said.targets[(input as { target: PushTarget['name'] }).target];
}

function summaryOf({ status, progress, result }: PushJob): string {
  if (status !== 'succeeded') return progress ? said.progress(formatNumber(progress.completed)) : '';
  const { sent, present = 0, left_out: leftOut } = result as PushResult;
  const reasons = Object.entries(leftOut).map(([reason, count]) => `${count} ${reason}`);
  return [
    said.sent(formatNumber(sent)),
    ...(present > 0 ? [said.present(formatNumber(present))] : []),
    ...(reasons.length > 0 ? [said.leftOut(reasons.join(', '))] : []),
  ].join(' · ');
}

/** Something that was or is being sent. */
export function PushEntry({ job }: { job: PushJob }): ReactElement {
  const queries = useQueryClient();
  const { id, status, created_at: time, error } = job;
  const link = status === 'succeeded' ? (job.result as PushResult).url : undefined;
  const cancel = async (): Promise<void> => {
    try {
      await cancelPush(id);
    } catch (problem) {
      notifyProblem(problem);
    }
    await queries.invalidateQueries(pushesQuery);
  };
  return (
    <li className="flex flex-wrap items-center justify-between gap-2 px-4 py-2 text-sm">
      <div className="min-w-0 space-y-1">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium">{targetOf(job)}</span>
          <Badge look={status === 'succeeded' ? 'good' : status === 'failed' ? 'bad' : 'plain'}>
            {said.states[status]}
          </Badge>
          <span className="text-xs text-muted">
            <RelativeTime time={time * 1000} />
          </span>
        </p>
        <p className="text-muted">{summaryOf(job)}</p>
        {error && <p className="break-words text-danger">{error.message}</p>}
      </div>
      {!hasEnded(job) && (
        <Button aria-label={said.cancel(targetOf(job))} onClick={() => void cancel()}>
          {text.cancel}
        </Button>
      )}
      {link && /^https?:/.test(link) && (
        <a
          href={link}
          target="_blank"
          rel="noreferrer"
          className="font-medium text-accent underline underline-offset-2"
        >
          {said.open}
        </a>
      )}
    </li>
  );
}

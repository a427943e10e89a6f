import { Star, ThumbsDown, ThumbsUp } from 'lucide-react';
import { lazy, Suspense, useState, type ReactElement } from 'react';
import { api, dataOf } from '../api/client.ts';
import { RequestProblem } from '../api/problem.ts';
import { changedEverywhere } from '../app/other-tabs.ts';
import { text } from '../text/text.ts';
import { IconButton } from '../ui/button.tsx';
import { notifyProblem } from '../ui/notices.ts';
import { isEmptyChange, judgementChange, noJudgement, type Judgement, type JudgementChange } from './judgement.ts';

const FeedbackForm = lazy(async () => ({ default: (await import('./feedback-form.tsx')).FeedbackForm }));

const said = text.chat.feedback;

async function rate(id: string, change: JudgementChange): Promise<void> {
  try {
    const body = { ...change, source: 'web' as const };
    await dataOf(api.POST('/v1/interactions/{id}/ratings', { params: { path: { id } }, body }));
  } catch (error) {
    if (error instanceof RequestProblem && error.status === 404) throw new Error(said.notRecorded, { cause: error });
    throw error;
  }
}

/** `judgement` after a change that was sent, before the server tells of it. */
function withChange(judgement: Judgement, change: JudgementChange): Judgement {
  const entries = Object.entries(change).map(([name, value]) => [name, value ?? noJudgement[name as keyof Judgement]]);
  return { ...judgement, ...(Object.fromEntries(entries) as Partial<Judgement>) };
}

/** Two thumbs, of which the same one again takes it back, and a form for all else that can be said of an answer. */
export function Feedback({
  interaction,
  conversation,
  judgement,
  answer,
}: {
  interaction: string;
  conversation: string;
  judgement: Judgement;
  /** What the model said. */
  answer: string;
}): ReactElement {
  const [sent, setSent] = useState<Judgement>();
  const [isOpen, setOpen] = useState(false);
  const [status, setStatus] = useState('');
  const current = sent ?? judgement;

  const send = async (change: JudgementChange): Promise<boolean> => {
    const mine = withChange(current, change);
    setSent(mine);
    try {
      await rate(interaction, change);
      setStatus(statusOf(change));
      await changedEverywhere(['interactions', conversation]);
      // From here on it is what the server tells, to which another tab may have added.
      setSent((latest) => (latest === mine ? undefined : latest));
      return true;
    } catch (error) {
      notifyProblem(error);
      setSent(undefined);
      return false;
    }
  };
  const choose = async (value: 'up' | 'down'): Promise<void> => {
    const thumb = current.thumb === value ? null : value;
    if (await send({ thumb })) setOpen(thumb !== null);
  };
  const hasMore = !isEmptyChange(judgementChange({ ...current, thumb: null }, noJudgement));
  return (
    <>
      <IconButton label={said.good} aria-pressed={current.thumb === 'up'} onClick={() => void choose('up')}>
        <ThumbsUp size={16} aria-hidden fill={current.thumb === 'up' ? 'currentColor' : 'none'} />
      </IconButton>
      <IconButton label={said.bad} aria-pressed={current.thumb === 'down'} onClick={() => void choose('down')}>
        <ThumbsDown size={16} aria-hidden fill={current.thumb === 'down' ? 'currentColor' : 'none'} />
      </IconButton>
      <IconButton label={said.more} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Star size={16} aria-hidden fill={hasMore ? 'currentColor' : 'none'} />
      </IconButton>
      <span role="status" className="text-xs text-muted">
        {status}
      </span>
      {isOpen && (
        <Suspense>
          <FeedbackForm
            key={current.thumb}
            judgement={current}
            answer={answer}
            onSend={(change) => void send(change)}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  );
}

function statusOf(change: JudgementChange): string {
  if (Object.values(change).every((value) => value === null)) return said.takenBack;
  return change.comment ? said.commentKept : said.kept;
}

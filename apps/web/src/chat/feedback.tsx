import { useQueryClient } from '@tanstack/react-query';
import { ThumbsDown, ThumbsUp } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { api, dataOf } from '../api/client.ts';
import { RequestProblem } from '../api/problem.ts';
import { text } from '../text/text.ts';
import { formText } from '../ui/form-text.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Field, Input, TextArea } from '../ui/field.tsx';
import { notifyProblem } from '../ui/notices.ts';
import type { Thumb } from './recorded-answers.ts';

const said = text.chat.feedback;

interface Judgement {
  thumb?: Thumb;
  comment?: string;
  correction?: string;
}

async function rate(id: string, judgement: Judgement): Promise<void> {
  try {
    const body = { ...judgement, source: 'web' as const };
    await dataOf(api.POST('/v1/interactions/{id}/ratings', { params: { path: { id } }, body }));
  } catch (error) {
    if (error instanceof RequestProblem && error.status === 404) throw new Error(said.notRecorded, { cause: error });
    throw error;
  }
}

/** Two thumbs, and once one is chosen a comment and what the answer should have been. The same thumb again takes it back. */
export function Feedback({
  interaction,
  conversation,
  thumb,
}: {
  interaction: string;
  conversation: string;
  thumb: Thumb;
}): ReactElement {
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<Thumb>();
  const [isOpen, setOpen] = useState(false);
  const [status, setStatus] = useState('');
  const current = chosen === undefined ? thumb : chosen;

  const send = async (judgement: Judgement, thanks: string): Promise<boolean> => {
    try {
      await rate(interaction, judgement);
      setStatus(thanks);
      void queries.invalidateQueries({ queryKey: ['interactions', conversation] });
      return true;
    } catch (error) {
      notifyProblem(error);
      return false;
    }
  };
  const choose = async (value: 'up' | 'down'): Promise<void> => {
    const next = current === value ? null : value;
    setChosen(next);
    if (await send({ thumb: next }, next === null ? said.takenBack : said.kept)) setOpen(next !== null);
    else setChosen(current);
  };
  const submit = async (form: FormData): Promise<void> => {
    const comment = formText(form, 'comment');
    const correction = formText(form, 'correction');
    if (comment === '' && correction === '') return;
    const judgement = { ...(comment && { comment }), ...(correction && { correction }) };
    if (await send(judgement, said.commentKept)) setOpen(false);
  };

  return (
    <>
      <IconButton label={said.good} aria-pressed={current === 'up'} onClick={() => void choose('up')}>
        <ThumbsUp size={16} aria-hidden fill={current === 'up' ? 'currentColor' : 'none'} />
      </IconButton>
      <IconButton label={said.bad} aria-pressed={current === 'down'} onClick={() => void choose('down')}>
        <ThumbsDown size={16} aria-hidden fill={current === 'down' ? 'currentColor' : 'none'} />
      </IconButton>
      <span role="status" className="text-xs text-muted">
        {status}
      </span>
      {isOpen && (
        <form action={submit} className="w-full space-y-2 rounded-xl border border-line bg-panel p-3">
          <Field label={current === 'down' ? said.whatIsWrong : said.whatIsGood}>
            <Input name="comment" maxLength={10_000} autoComplete="off" />
          </Field>
          <Field label={said.correction}>
            <TextArea name="correction" rows={2} />
          </Field>
          <div className="flex justify-end gap-2">
            <Button onClick={() => setOpen(false)}>{text.cancel}</Button>
            <Button type="submit" look="primary">
              {said.submit}
            </Button>
          </div>
        </form>
      )}
    </>
  );
}

import { useState, type ReactElement } from 'react';
import { feedbackText } from '../text/en/feedback.ts';
import { text } from '../text/text.ts';
import { Button } from '../ui/button.tsx';
import { Field, Input, TextArea } from '../ui/field.tsx';
import { isEmptyChange, judgementChange, noJudgement, type Judgement, type JudgementChange } from './judgement.ts';
import { StarField } from './star-field.tsx';
import { TagField } from './tag-field.tsx';

const said = { ...text.chat.feedback, ...feedbackText };

const labels = { up: said.whatIsGood, down: said.whatIsWrong, none: said.comment };

/** All that can be said of an answer, with what was said of it before. */
export function FeedbackForm({
  judgement,
  answer,
  onSend,
  onClose,
}: {
  judgement: Judgement;
  /** What the model said, to correct it. */
  answer: string;
  onSend: (change: JudgementChange) => void;
  onClose: () => void;
}): ReactElement {
  const [draft, setDraft] = useState<Judgement>(judgement);
  const change = (changed: Partial<Judgement>): void => setDraft({ ...draft, ...changed });
  const withdrawal = judgementChange(judgement, noJudgement);
  const submit = (): void => {
    const written = { ...draft, comment: draft.comment.trim(), correction: draft.correction.trim() };
    const changed = judgementChange(judgement, { ...written, thumb: judgement.thumb });
    if (!isEmptyChange(changed)) onSend(changed);
    onClose();
  };
  return (
    <form
      aria-label={said.title}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      className="w-full space-y-3 rounded-xl border border-line bg-panel p-4 text-ink"
    >
      <StarField value={draft.score} onChange={(score) => change({ score })} />
      <TagField value={draft.tags} onChange={(tags) => change({ tags })} />
      <Field label={labels[judgement.thumb ?? 'none']}>
        <Input
          maxLength={10_000}
          autoComplete="off"
          value={draft.comment}
          onChange={({ target }) => change({ comment: target.value })}
        />
      </Field>
      <Field label={said.correction}>
        <TextArea
          rows={draft.correction === '' ? 2 : 6}
          value={draft.correction}
          onChange={({ target }) => change({ correction: target.value })}
        />
      </Field>
      {draft.correction === '' && (
        <Button look="quiet" onClick={() => change({ correction: answer })}>
          {said.beginWithAnswer}
        </Button>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        {!isEmptyChange(withdrawal) && (
          <Button
            look="danger"
            className="mr-auto"
            onClick={() => {
              onSend(withdrawal);
              onClose();
            }}
          >
            {said.takeBack}
          </Button>
        )}
        <Button onClick={onClose}>{text.cancel}</Button>
        <Button type="submit" look="primary">
          {said.submit}
        </Button>
      </div>
    </form>
  );
}

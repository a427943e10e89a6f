import { useEffect, useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import { contentText } from '../../chat/conversation-item.ts';
import type { Judgement } from '../../chat/judgement.ts';
import { compareText } from '../../text/en/compare.ts';
import { JudgementBar } from './judgement-bar.tsx';
import { JudgementPanel } from './judgement-panel.tsx';
import { queueAction, type QueueAction } from './queue-keys.ts';
import type { Interaction } from './queue-items.ts';
import { QueuedAnswer } from './queued-answer.tsx';
import { useQuickSetting } from './quick-setting.ts';
import type { QueueControl } from './use-queue.ts';

const said = compareText.annotate;

/** One answer, and what is said of it: by pointer, or by keys while the focus is in here. */
export function RatingDesk({
  interaction,
  place,
  queue,
  isFirst,
}: {
  interaction: Interaction;
  /** `3 of 40` */
  place: string;
  queue: QueueControl;
  /** The first that is shown: later ones are scrolled to their beginning. */
  isFirst: boolean;
}): ReactElement {
  const { begun, isBusy, state, save, skip, undo } = queue;
  const [judgement, setJudgement] = useState(begun);
  const [isQuick, setQuick] = useQuickSetting();
  const desk = useRef<HTMLElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    bar.current?.focus({ preventScroll: true });
    if (!isFirst) desk.current?.scrollIntoView({ block: 'start' });
  }, [isFirst]);

  const written = contentText(interaction.message?.content ?? '');
  const send = (given: Judgement): void => {
    const comment = given.comment.trim();
    const correction = given.correction.trim();
    // A correction that changes nothing is none.
    save({ ...given, comment, correction: correction === written.trim() ? '' : correction });
  };
  const choose = (thumb: 'up' | 'down'): void => {
    const next = { ...judgement, thumb: judgement.thumb === thumb ? null : thumb };
    setJudgement(next);
    if (isQuick && next.thumb !== null) send(next);
  };
  const focusField = (name: string): void => {
    desk.current?.querySelector<HTMLElement>(`[data-key=${name}]`)?.focus();
  };
  const act = (action: QueueAction): void => {
    switch (action.type) {
      case 'thumb':
        return choose(action.thumb);
      case 'score':
        return setJudgement({ ...judgement, score: action.score });
      case 'save':
        return send(judgement);
      case 'skip':
        return skip();
      case 'undo':
        return undo();
      case 'comment':
        return focusField('comment');
      case 'correction':
        if (judgement.correction === '') setJudgement({ ...judgement, correction: written });
        return focusField('correction');
      case 'leave':
        return bar.current?.focus({ preventScroll: true });
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    const isField = target.matches('textarea, select, input:not([type=radio], [type=checkbox])');
    const isButton = target.matches('button, summary, a, input');
    const action = event.repeat ? undefined : queueAction(event, { isField, isButton });
    if (!action) return;
    event.preventDefault();
    act(action);
  };
  return (
    // Each key has a button or a field that does the same.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      ref={desk}
      tabIndex={-1}
      aria-label={said.title}
      onKeyDown={onKeyDown}
      className="scroll-mt-4 space-y-4 outline-none"
    >
      <div className="grid items-start gap-4 lg:grid-cols-[1fr_24rem]">
        <QueuedAnswer interaction={interaction} />
        <JudgementPanel judgement={judgement} isQuick={isQuick} onChange={setJudgement} onQuick={setQuick} />
      </div>
      <JudgementBar
        ref={bar}
        label={said.rate(place)}
        thumb={judgement.thumb}
        isBusy={isBusy}
        canUndo={state.steps.length > 0}
        onThumb={choose}
        onSave={() => send(judgement)}
        onSkip={skip}
        onUndo={undo}
      />
    </section>
  );
}

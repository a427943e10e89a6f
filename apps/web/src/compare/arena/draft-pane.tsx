import type { ReactElement, ReactNode } from 'react';
import type { AnswerPart } from '../../chat/answer-part.ts';
import { AnswerParts } from '../../chat/answer-parts.tsx';
import { compareText } from '../../text/en/compare.ts';
import { Badge } from '../../ui/badge.tsx';

const said = compareText.round;

/** One of the two answers. Who made it is only told once there is a choice. */
export function DraftPane({
  letter,
  parts,
  isLive = false,
  isChosen = false,
  name,
  note,
}: {
  letter: string;
  parts: readonly AnswerPart[];
  isLive?: boolean;
  isChosen?: boolean;
  /** Once somebody has chosen. */
  name?: ReactNode;
  /** In place of what is not there, or below it. */
  note?: string | undefined;
}): ReactElement {
  return (
    <article
      aria-label={said.answer(letter)}
      className={`min-w-0 rounded-xl border bg-raised ${isChosen ? 'border-accent ring-1 ring-accent' : 'border-line'}`}
    >
      <header className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2">
        <h2 className="flex size-7 items-center justify-center rounded-full bg-accent-soft text-sm font-semibold">
          <span className="sr-only">{said.answer(letter)}</span>
          <span aria-hidden>{letter}</span>
        </h2>
        {name !== undefined && <p className="min-w-0 text-sm font-medium break-all">{name}</p>}
        {isChosen && <Badge look="good">{said.chosen}</Badge>}
      </header>
      <div className="min-h-24 px-4 py-3">
        <AnswerParts parts={parts} isLive={isLive} />
        {note !== undefined && <p className="text-sm text-muted">{note}</p>}
      </div>
    </article>
  );
}

import type { ReactElement } from 'react';
import { formatSeconds } from '../text/format.ts';
import { text } from '../text/text.ts';
import type { AnswerPart } from './answer-part.ts';
import { AsWritten } from './markdown/as-written.tsx';

const said = text.chat.reasoning;

/** What the model thought before it answered, folded. */
export function ReasoningView({
  part,
  isRunning,
}: {
  part: Extract<AnswerPart, { type: 'reasoning' }>;
  isRunning: boolean;
}): ReactElement {
  const { startedAt, endedAt } = part;
  const title =
    startedAt !== undefined && endedAt !== undefined
      ? said.doneFor(formatSeconds((endedAt - startedAt) / 1000))
      : isRunning
        ? said.running
        : said.done;
  return (
    <details className="my-2 rounded-xl border border-line bg-panel text-sm">
      <summary className="min-h-9 px-3 py-2 font-medium text-muted">{title}</summary>
      <div className="px-3 pb-1 text-muted">
        <AsWritten content={part.text} />
      </div>
    </details>
  );
}

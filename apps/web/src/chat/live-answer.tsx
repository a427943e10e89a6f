import type { ReactElement } from 'react';
import { text } from '../text/text.ts';
import { AnswerParts } from './answer-parts.tsx';
import { factsOfRun } from './facts.ts';
import type { Run } from './run.ts';

/** The answer that is being made. */
export function LiveAnswer({ run }: { run: Run }): ReactElement {
  return (
    <article aria-label={text.chat.model} className="assistant">
      <div className="answer-text">
        <AnswerParts parts={run.parts} isLive />
      </div>
      <p className="facts mt-1 text-xs text-muted">{factsOfRun(run)}</p>
    </article>
  );
}

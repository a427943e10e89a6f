import type { ReactElement } from 'react';
import { text } from '../text/text.ts';
import { textOfParts } from './answer-part.ts';
import { isUnderWay, type Run } from './run.ts';

/** Characters that are read out; who wants the rest goes to the log. */
const longest = 1000;

/** What a person who does not see the page is told of an answer: that it is being made, and once it is there what it says. */
export function Announcement({ run }: { run: Run | undefined }): ReactElement {
  return (
    <p role="status" aria-live="polite" className="sr-only">
      {run ? said(run) : ''}
    </p>
  );
}

function said(run: Run): string {
  if (run.state === 'reconnecting') return text.chat.reconnecting;
  if (isUnderWay(run)) return text.chat.answers;
  if (run.state === 'failed') return '';
  const whole = textOfParts(run.parts);
  const cut = whole.length > longest ? `${whole.slice(0, longest)}… ${text.chat.restInLog}` : whole;
  return `${text.chat.ended} ${cut}`;
}

import type { ReactElement, ReactNode } from 'react';
import { visibleText } from '../../chat/visible-text.ts';
import { compareText } from '../../text/en/compare.ts';

const said = compareText.round;

/** The question with its two answers, side by side where there is room. */
export function RoundView({ question, children }: { question: string | undefined; children: ReactNode }): ReactElement {
  return (
    <>
      <section aria-label={said.question} className="mx-auto max-w-3xl">
        <p className="rounded-2xl bg-accent-soft px-4 py-3 break-words whitespace-pre-wrap">
          {question === undefined ? said.noQuestion : visibleText(question)}
        </p>
      </section>
      <div className="grid items-start gap-4 md:grid-cols-2">{children}</div>
    </>
  );
}

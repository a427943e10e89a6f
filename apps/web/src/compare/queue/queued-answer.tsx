import type { ReactElement } from 'react';
import { AnswerParts } from '../../chat/answer-parts.tsx';
import { contentText } from '../../chat/conversation-item.ts';
import { visibleText } from '../../chat/visible-text.ts';
import { compareText } from '../../text/en/compare.ts';
import { partsOfMessage, type Message } from '../message-parts.ts';
import { promptOf, type Interaction } from './queue-items.ts';

const said = compareText.annotate;

function Before({ messages }: { messages: readonly Message[] }): ReactElement {
  return (
    <details className="rounded-xl border border-line text-sm">
      <summary className="px-3 py-2 font-medium text-muted">{said.before(messages.length)}</summary>
      <dl className="space-y-2 px-3 pb-3">
        {messages.map((message, index) => (
          // Messages keep their places.
          // oxlint-disable-next-line react/no-array-index-key
          <div key={index}>
            <dt className="text-xs font-medium text-muted">{said.roles[message.role]}</dt>
            <dd className="break-words whitespace-pre-wrap">{visibleText(contentText(message.content ?? ''))}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** What was asked, and what came of it; not of whom. */
export function QueuedAnswer({ interaction }: { interaction: Interaction }): ReactElement {
  const { before, question } = promptOf(interaction);
  return (
    <div className="min-w-0 space-y-3">
      {before.length > 0 && <Before messages={before} />}
      {question !== '' && (
        <section aria-label={said.question}>
          <p className="rounded-2xl bg-accent-soft px-4 py-3 break-words whitespace-pre-wrap">
            {visibleText(question)}
          </p>
        </section>
      )}
      <article aria-label={said.answer} className="rounded-xl border border-line bg-raised px-4 py-3">
        <AnswerParts parts={partsOfMessage(interaction.message)} isLive={false} />
      </article>
      <p className="text-xs text-muted">{said.blind}</p>
    </div>
  );
}

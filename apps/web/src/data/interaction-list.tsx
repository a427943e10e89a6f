import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { visibleText } from '../chat/visible-text.ts';
import { dataText as said } from '../text/en/data.ts';
import { formatNumber } from '../text/format.ts';
import { Badge } from '../ui/badge.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import type { Interaction } from './interaction-queries.ts';
import { answeredText, askedText } from './interaction-text.ts';
import { JudgementBadges } from './judgement-badges.tsx';

function Entry({ interaction }: { interaction: Interaction }): ReactElement {
  const { id, model, adapters, usage, created_at: time, tags } = interaction;
  const asked = askedText(interaction);
  const answered = answeredText(interaction) ?? interaction.error?.message;
  return (
    // What is out of sight is not laid out: long lists stay light.
    <li className="relative px-4 py-3 [contain-intrinsic-size:auto_7rem] [content-visibility:auto] hover:bg-accent-soft/50">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 text-xs text-muted">
        <span className="min-w-0 truncate font-mono">
          {visibleText(model)}
          {adapters.map((adapter) => ` + ${visibleText(adapter.id)}`).join('')}
        </span>
        <RelativeTime time={time * 1000} />
      </div>
      <Link
        to="/data/interactions/$id"
        params={{ id }}
        // All of the entry is the link.
        className="mt-1 line-clamp-1 font-medium break-all after:absolute after:inset-0 after:rounded-lg focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent"
      >
        {asked === undefined ? said.noText : visibleText(asked) || said.nothingAsked}
      </Link>
      <p className="line-clamp-2 text-sm break-words text-muted">{visibleText(answered ?? '')}</p>
      <div className="mt-1.5 flex flex-wrap items-center gap-1.5 text-xs text-muted empty:hidden">
        <JudgementBadges interaction={interaction} />
        {tags.map((tag) => (
          <Badge key={tag}>#{visibleText(tag)}</Badge>
        ))}
        {usage && <span>{said.tokenCount(formatNumber(usage.completion_tokens))}</span>}
      </div>
    </li>
  );
}

/** What was asked and answered, in short, the latest first. */
export function InteractionList({ interactions }: { interactions: readonly Interaction[] }): ReactElement {
  return (
    <ul aria-label={said.interactions} className="divide-y divide-line overflow-hidden rounded-xl border border-line">
      {interactions.map((interaction) => (
        <Entry key={interaction.id} interaction={interaction} />
      ))}
    </ul>
  );
}

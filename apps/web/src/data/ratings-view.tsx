import type { ReactElement } from 'react';
import { visibleText } from '../chat/visible-text.ts';
import { dataText as said } from '../text/en/data.ts';
import { formatNumber } from '../text/format.ts';
import { Badge } from '../ui/badge.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import type { Interaction } from './interaction-queries.ts';

type Rating = Interaction['ratings'][number];

function summaryOf({ thumb, score, steps, withdrawn }: Rating): string {
  const parts = [
    thumb && said.thumbs[thumb],
    score !== null && said.score(formatNumber(score)),
    steps && said.steps(steps.filter(Boolean).length, steps.length),
    withdrawn.length > 0 && said.withdrawn(withdrawn.join(', ')),
  ];
  return parts.filter((part) => typeof part === 'string').join(' · ');
}

/** Everything that people said of it, the oldest first. */
export function RatingsView({ interaction: { id, ratings, choices } }: { interaction: Interaction }): ReactElement {
  if (ratings.length === 0 && choices.length === 0) return <p className="text-sm text-muted">{said.noRatings}</p>;
  return (
    <ul className="divide-y divide-line rounded-xl border border-line">
      {ratings.map((rating) => (
        <li key={rating.id} className="space-y-1 px-4 py-3 text-sm">
          <p className="flex flex-wrap items-baseline justify-between gap-x-4 text-xs text-muted">
            <span>
              {visibleText(rating.author)} · {said.sources[rating.source]}
            </span>
            <RelativeTime time={rating.created_at * 1000} />
          </p>
          <p className="font-medium">{summaryOf(rating)}</p>
          {rating.tags && (
            <p className="flex flex-wrap gap-1">
              {rating.tags.map((tag) => (
                <Badge key={tag}>#{visibleText(tag)}</Badge>
              ))}
            </p>
          )}
          {rating.comment && <p className="break-words whitespace-pre-wrap">{visibleText(rating.comment)}</p>}
          {rating.correction && (
            <div>
              <p className="text-xs text-muted">{said.correction}</p>
              <p className="border-l-2 border-accent pl-3 break-words whitespace-pre-wrap">
                {visibleText(rating.correction)}
              </p>
            </div>
          )}
        </li>
      ))}
      {choices.map((choice) => (
        <li key={choice.id} className="space-y-1 px-4 py-3 text-sm">
          <p className="flex flex-wrap items-baseline justify-between gap-x-4 text-xs text-muted">
            <span>
              {visibleText(choice.author)} · {said.sources[choice.source]}
            </span>
            <RelativeTime time={choice.created_at * 1000} />
          </p>
          <p className="font-medium">
            {choice.outcome === 'preferred' && choice.preferred !== id
              ? said.otherPreferred
              : said.outcomes[choice.outcome]}
          </p>
          {choice.comment && <p className="break-words whitespace-pre-wrap">{visibleText(choice.comment)}</p>}
        </li>
      ))}
    </ul>
  );
}

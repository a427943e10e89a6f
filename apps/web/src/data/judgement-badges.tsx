import { PenLine, Scale, Star, ThumbsDown, ThumbsUp } from 'lucide-react';
import type { ReactElement } from 'react';
import { dataText as said } from '../text/en/data.ts';
import { formatNumber } from '../text/format.ts';
import { Badge } from '../ui/badge.tsx';
import type { Interaction } from './interaction-queries.ts';
import { judgementOf } from './judgement.ts';

const pictureSize = 12;

/** What is thought of it, in a few signs with names. */
export function JudgementBadges({ interaction }: { interaction: Interaction }): ReactElement {
  const { up, down, score, corrected } = judgementOf(interaction.ratings);
  return (
    <>
      {interaction.error && <Badge look="bad">{said.failed}</Badge>}
      {interaction.finish_reason === 'length' && <Badge look="warning">{said.cutOff}</Badge>}
      {up > 0 && (
        <Badge look="good">
          <ThumbsUp size={pictureSize} className="mr-1" aria-hidden />
          {said.good(up)}
        </Badge>
      )}
      {down > 0 && (
        <Badge look="bad">
          <ThumbsDown size={pictureSize} className="mr-1" aria-hidden />
          {said.bad(down)}
        </Badge>
      )}
      {score !== undefined && (
        <Badge>
          <Star size={pictureSize} className="mr-1" aria-hidden />
          {said.score(formatNumber(score))}
        </Badge>
      )}
      {corrected && (
        <Badge>
          <PenLine size={pictureSize} className="mr-1" aria-hidden />
          {said.corrected}
        </Badge>
      )}
      {interaction.choices.length > 0 && (
        <Badge>
          <Scale size={pictureSize} className="mr-1" aria-hidden />
          {said.compared}
        </Badge>
      )}
    </>
  );
}

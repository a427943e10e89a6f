import { Link } from '@tanstack/react-router';
import { RotateCcw, Undo2 } from 'lucide-react';
import type { ReactElement } from 'react';
import { compareText } from '../../text/en/compare.ts';
import { Button } from '../../ui/button.tsx';
import { nameOf, type Comparison, type Verdict } from './comparison.ts';

const said = compareText.round;

/** What was chosen, and who the two were. */
export function VerdictView({
  comparison,
  verdict,
  onAgain,
  onTakeBack,
}: {
  comparison: Comparison;
  verdict: Verdict;
  /** Left out where the question was not recorded. */
  onAgain: (() => void) | undefined;
  onTakeBack: () => void;
}): ReactElement {
  return (
    <div className="mx-auto flex max-w-3xl flex-wrap items-center justify-between gap-3 rounded-xl bg-accent-soft px-4 py-3">
      <div role="status" className="min-w-0 text-sm">
        <p className="font-semibold">{said.verdicts[verdict]}</p>
        <p className="break-words">
          {comparison.drafts
            .map((draft, index) => said.was('AB'[index] ?? '', nameOf(draft) ?? said.unknown))
            .join(' ')}
        </p>
        <Link to="/compare/leaderboard" className="text-accent underline underline-offset-2">
          {compareText.leaderboard}
        </Link>
      </div>
      <div className="flex flex-wrap gap-2">
        {verdict !== 'withdrawn' && (
          <Button look="quiet" onClick={onTakeBack}>
            <Undo2 size={16} aria-hidden />
            {said.takeBack}
          </Button>
        )}
        {onAgain && (
          <Button onClick={onAgain}>
            <RotateCcw size={16} aria-hidden />
            {said.again}
          </Button>
        )}
      </div>
    </div>
  );
}

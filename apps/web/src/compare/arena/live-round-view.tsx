import { Square } from 'lucide-react';
import type { ReactElement } from 'react';
import { compareText } from '../../text/en/compare.ts';
import { Button } from '../../ui/button.tsx';
import { DraftPane } from './draft-pane.tsx';
import type { LiveDraft } from './live-round.ts';
import { RoundView } from './round-view.tsx';
import type { LiveRound } from './use-round.ts';

const said = compareText.round;

function noteOf({ state, parts }: LiveDraft, isAnyRunning: boolean): string | undefined {
  if (parts.length > 0 || state === 'done') return undefined;
  return state === 'queued' && isAnyRunning ? said.queued : said.waiting;
}

/** The answers while they are made. */
export function LiveRoundView({ live, onStop }: { live: LiveRound; onStop: () => void }): ReactElement {
  const isAnyRunning = live.drafts.some(({ state }) => state === 'running');
  return (
    <>
      <RoundView question={live.question}>
        {live.drafts.map((draft, index) => (
          <DraftPane
            // Drafts keep their places.
            // oxlint-disable-next-line react/no-array-index-key
            key={index}
            letter={'AB'[index] ?? ''}
            parts={draft.parts}
            isLive={draft.state === 'running'}
            note={noteOf(draft, isAnyRunning)}
          />
        ))}
      </RoundView>
      <div className="sticky bottom-3 mx-auto flex max-w-3xl flex-wrap items-center justify-between gap-3 rounded-2xl border border-line bg-raised p-3 shadow-lg">
        <p role="status" className="text-sm text-muted">
          {said.running}
        </p>
        <Button onClick={onStop}>
          <Square size={14} aria-hidden fill="currentColor" />
          {said.stop}
        </Button>
      </div>
    </>
  );
}

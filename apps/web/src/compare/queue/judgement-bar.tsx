import { SkipForward, ThumbsDown, ThumbsUp, Undo2 } from 'lucide-react';
import type { ReactElement, Ref } from 'react';
import type { Judgement } from '../../chat/judgement.ts';
import { compareText } from '../../text/en/compare.ts';
import { Button } from '../../ui/button.tsx';
import { Key } from './key-hint.tsx';

const said = compareText.annotate;
const thumbs = [
  { thumb: 'up', label: said.good, key: 'G', icon: ThumbsUp },
  { thumb: 'down', label: said.bad, key: 'B', icon: ThumbsDown },
] as const;

/** What is said of most answers, and the way to the next one: always in reach. It has the focus at first. */
export function JudgementBar({
  ref,
  label,
  thumb: chosen,
  isBusy,
  canUndo,
  onThumb,
  onSave,
  onSkip,
  onUndo,
}: {
  ref: Ref<HTMLDivElement>;
  label: string;
  thumb: Judgement['thumb'];
  isBusy: boolean;
  canUndo: boolean;
  onThumb: (thumb: 'up' | 'down') => void;
  onSave: () => void;
  onSkip: () => void;
  onUndo: () => void;
}): ReactElement {
  return (
    <div
      ref={ref}
      role="group"
      tabIndex={-1}
      aria-label={label}
      className="sticky bottom-3 grid grid-cols-[1fr_1fr_auto_auto] gap-2 rounded-2xl border border-control bg-raised p-3 shadow-lg sm:flex"
    >
      {thumbs.map(({ thumb, label: name, key, icon: Icon }) => (
        <Button
          key={thumb}
          aria-pressed={chosen === thumb}
          aria-keyshortcuts={key}
          onClick={() => onThumb(thumb)}
          className="aria-pressed:border-accent aria-pressed:bg-accent-soft sm:min-w-28 pointer-coarse:min-h-11"
        >
          <Icon size={16} aria-hidden fill={chosen === thumb ? 'currentColor' : 'none'} />
          {name}
          <Key name={key} />
        </Button>
      ))}
      <Button
        look="quiet"
        aria-keyshortcuts="U"
        disabled={isBusy || !canUndo}
        onClick={onUndo}
        className="sm:ml-auto pointer-coarse:min-h-11 pointer-coarse:min-w-11"
      >
        <Undo2 size={16} aria-hidden />
        <span className="max-sm:sr-only">{said.undo}</span>
        <Key name="U" />
      </Button>
      <Button
        look="quiet"
        aria-keyshortcuts="S"
        disabled={isBusy}
        onClick={onSkip}
        className="pointer-coarse:min-h-11 pointer-coarse:min-w-11"
      >
        <SkipForward size={16} aria-hidden />
        <span className="max-sm:sr-only">{said.skip}</span>
        <Key name="S" />
      </Button>
      <Button
        look="primary"
        aria-keyshortcuts="Enter"
        disabled={isBusy}
        onClick={onSave}
        className="max-sm:col-span-4 pointer-coarse:min-h-11"
      >
        {said.save}
        <Key name="Enter" />
      </Button>
    </div>
  );
}

import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { ReactElement } from 'react';
import { text } from '../text/text.ts';
import { IconButton } from '../ui/button.tsx';
import { notifyProblem } from '../ui/notices.ts';
import { changeHistory } from './change-history.ts';
import type { Version } from './versions.ts';

const said = text.chat.versions;

/** `‹ 2 of 3 ›`: what was asked or answered in this place, and was replaced. */
export function VersionSwitch({
  conversation,
  version: { place, count, before, after },
  isBusy,
}: {
  conversation: string;
  version: Version;
  isBusy: boolean;
}): ReactElement {
  const show = (end: string | undefined): void => {
    if (end === undefined) return;
    changeHistory(conversation, { messages: [], after: end }).catch(notifyProblem);
  };
  return (
    <span role="group" aria-label={said.label} className="inline-flex items-center text-xs text-muted">
      <IconButton label={said.before} disabled={isBusy || before === undefined} onClick={() => show(before)}>
        <ChevronLeft size={16} aria-hidden />
      </IconButton>
      <span aria-live="polite">{said.place(place, count)}</span>
      <IconButton label={said.after} disabled={isBusy || after === undefined} onClick={() => show(after)}>
        <ChevronRight size={16} aria-hidden />
      </IconButton>
    </span>
  );
}

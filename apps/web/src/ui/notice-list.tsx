import { X } from 'lucide-react';
import { useSyncExternalStore, type ReactElement } from 'react';
import { text } from '../text/text.ts';
import { IconButton } from './button.tsx';
import { closeNotice, currentNotices, subscribeToNotices } from './notices.ts';

/** What happened: below the header in the middle, where it lies over neither what people press nor what they write. */
export function NoticeList(): ReactElement {
  const notices = useSyncExternalStore(subscribeToNotices, currentNotices);
  return (
    <div
      aria-live="polite"
      className="pointer-events-none fixed top-14 left-1/2 z-50 flex w-96 max-w-[calc(100vw-1.5rem)] -translate-x-1/2 flex-col gap-2"
    >
      {notices.map(({ id, text: said, isProblem }) => (
        <div
          key={id}
          role={isProblem ? 'alert' : undefined}
          className={`pointer-events-auto flex items-start justify-between gap-2 rounded-xl border bg-raised p-3 text-sm shadow-lg ${isProblem ? 'border-danger' : 'border-line'}`}
        >
          <p className="min-w-0 py-1 break-words">{said}</p>
          <IconButton label={text.close} onClick={() => closeNotice(id)}>
            <X size={16} aria-hidden />
          </IconButton>
        </div>
      ))}
    </div>
  );
}

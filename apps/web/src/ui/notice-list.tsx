import { X } from 'lucide-react';
import { useSyncExternalStore, type ReactElement } from 'react';
import { text } from '../text/text.ts';
import { IconButton } from './button.tsx';
import { closeNotice, currentNotices, subscribeToNotices } from './notices.ts';

/** What happened, at the edge of the page. */
export function NoticeList(): ReactElement {
  const notices = useSyncExternalStore(subscribeToNotices, currentNotices);
  return (
    <div aria-live="polite" className="fixed right-3 bottom-3 z-50 flex w-80 max-w-[calc(100vw-1.5rem)] flex-col gap-2">
      {notices.map(({ id, text: said, isProblem }) => (
        <div
          key={id}
          role={isProblem ? 'alert' : undefined}
          className={`flex items-start justify-between gap-2 rounded-xl border bg-raised p-3 text-sm shadow-lg ${isProblem ? 'border-danger' : 'border-line'}`}
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

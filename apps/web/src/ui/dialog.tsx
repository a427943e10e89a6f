import { X } from 'lucide-react';
import { useId, useLayoutEffect, useRef, type ReactElement, type ReactNode } from 'react';
import { text } from '../text/text.ts';
import { IconButton } from './button.tsx';

/**
 * The browser's own modal dialogue: it keeps the focus in it, closes with Escape and gives the focus back. (Those of the
 * component libraries add style elements, which the page's policy refuses.)
 */
export function Dialog({
  title,
  hint,
  onClose,
  children,
  place = 'middle',
}: {
  title: string;
  hint?: string;
  onClose: () => void;
  children: ReactNode;
  place?: 'middle' | 'side';
}): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Before it is taken out of the page: only then does the browser give the focus back.
  useLayoutEffect(() => {
    const element = dialog.current!;
    if (!element.open) element.showModal();
    // The browser begins with the button that closes it.
    element.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    return () => element.close();
  }, []);
  const look =
    place === 'side'
      ? 'mr-0 ml-auto my-0 h-dvh max-h-dvh w-96 max-w-full rounded-l-2xl'
      : 'w-lg max-w-[calc(100vw-1.5rem)] max-h-[90dvh] rounded-2xl';
  return (
    // A click beside it closes it; so does Escape.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={dialog}
      aria-labelledby={`${id}-title`}
      aria-describedby={hint ? `${id}-hint` : undefined}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
      className={`${look} border border-line bg-raised p-0 text-ink shadow-xl backdrop:bg-black/50`}
    >
      <div className="p-5">
        <header className="mb-3 flex items-start justify-between gap-3">
          <h2 id={`${id}-title`} className="text-lg font-semibold">
            {title}
          </h2>
          <IconButton label={text.close} onClick={onClose}>
            <X size={18} aria-hidden />
          </IconButton>
        </header>
        {hint && (
          <p id={`${id}-hint`} className="mb-4 text-sm text-muted">
            {hint}
          </p>
        )}
        {children}
      </div>
    </dialog>
  );
}

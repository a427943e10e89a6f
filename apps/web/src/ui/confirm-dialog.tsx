import type { ReactElement, ReactNode } from 'react';
import { text } from '../text/text.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

/** Asks before something that cannot be taken back. */
export function ConfirmDialog({
  title,
  hint,
  action,
  onConfirm,
  onClose,
  children,
}: {
  title: string;
  hint: string;
  /** What the button that does it says. */
  action: string;
  onConfirm: () => void;
  onClose: () => void;
  children?: ReactNode;
}): ReactElement {
  return (
    <Dialog title={title} hint={hint} onClose={onClose}>
      {children}
      <div className="mt-4 flex justify-end gap-2">
        <Button data-autofocus onClick={onClose}>
          {text.cancel}
        </Button>
        <Button
          look="danger"
          onClick={() => {
            onClose();
            onConfirm();
          }}
        >
          {action}
        </Button>
      </div>
    </Dialog>
  );
}

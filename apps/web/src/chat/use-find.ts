import { useEffect, useState } from 'react';

/** Whether the search of a long conversation is open: `Ctrl+F` opens it, and once more leaves that to the browser. */
export function useFind(isLong: boolean): { isOpen: boolean; close: () => void } {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (!isLong || isOpen) return undefined;
    const open = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'f' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey)
        return;
      event.preventDefault();
      setOpen(true);
    };
    addEventListener('keydown', open);
    return () => removeEventListener('keydown', open);
  }, [isLong, isOpen]);
  const close = (): void => {
    setOpen(false);
    document.querySelector<HTMLElement>('[role=log]')?.focus();
  };
  return { isOpen: isOpen && isLong, close };
}

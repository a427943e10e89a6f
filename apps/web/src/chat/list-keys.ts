import type { KeyboardEvent } from 'react';

/** Lets the arrow keys, Home and End go through the links of a list, beginning with what has the focus. */
export function moveInList(event: KeyboardEvent<HTMLElement>): void {
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('a[href], summary')].filter(
    (link) => link.offsetParent !== null,
  );
  const now = links.indexOf(document.activeElement as HTMLElement);
  const targets: Partial<Record<string, number>> = {
    ArrowDown: now + 1,
    ArrowUp: Math.max(0, now - 1),
    Home: 0,
    End: links.length - 1,
  };
  const next = targets[event.key];
  const isWriting = event.target instanceof HTMLInputElement;
  if (next === undefined || (isWriting && event.key !== 'ArrowDown')) return;
  event.preventDefault();
  links[next]?.focus();
}

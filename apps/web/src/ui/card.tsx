import type { ComponentProps, ReactElement } from 'react';

/** What belongs together, in a frame. */
export function Card({ className = '', ...props }: ComponentProps<'div'>): ReactElement {
  return <div {...props} className={`rounded-xl border border-line bg-panel p-4 ${className}`} />;
}

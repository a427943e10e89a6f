import type { ReactElement, ReactNode } from 'react';

const looks = {
  plain: 'border-line text-muted',
  good: 'border-transparent bg-accent-soft text-accent',
  warning: 'border-warning text-warning',
  bad: 'border-transparent bg-danger-soft text-danger',
};

export type BadgeLook = keyof typeof looks;

/** A word on the state of something. */
export function Badge({ look = 'plain', children }: { look?: BadgeLook; children: ReactNode }): ReactElement {
  return (
    <span
      className={`inline-flex items-center rounded-full border px-2 py-0.5 text-xs font-medium whitespace-nowrap ${looks[look]}`}
    >
      {children}
    </span>
  );
}

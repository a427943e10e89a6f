import type { ReactElement } from 'react';
import { text } from '../text/text.ts';

/** While something is on its way that the page cannot do without. */
export function Loading({ label = text.loading }: { label?: string }): ReactElement {
  return (
    <p role="status" className="py-6 text-center text-sm text-muted">
      {label}
    </p>
  );
}

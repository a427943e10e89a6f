import type { ReactElement } from 'react';
import { messageOf } from '../api/problem.ts';
import { text } from '../text/text.ts';
import { Button } from './button.tsx';

/** What went wrong with what a page wanted to show, in the server's words. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }): ReactElement {
  return (
    <div role="alert" className="flex flex-wrap items-center gap-3 rounded-xl border border-danger bg-danger-soft p-4">
      <p className="min-w-0 flex-1 text-sm break-words">{messageOf(error)}</p>
      {onRetry && <Button onClick={onRetry}>{text.retry}</Button>}
    </div>
  );
}

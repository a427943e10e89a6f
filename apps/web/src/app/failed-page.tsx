import type { ReactElement } from 'react';
import { messageOf } from '../api/problem.ts';
import { text } from '../text/text.ts';
import { Button } from '../ui/button.tsx';

/** In place of a page that failed: the others can still be used. */
export function FailedPage({ error, reset }: { error: unknown; reset?: () => void }): ReactElement {
  return (
    <main className="mx-auto max-w-lg space-y-4 p-8" role="alert">
      <h1 className="text-xl font-semibold">{text.problems.page}</h1>
      <p className="text-danger">{messageOf(error)}</p>
      <div className="flex gap-2">
        {reset && <Button onClick={reset}>{text.retry}</Button>}
        <Button onClick={() => location.reload()}>{text.problems.reload}</Button>
      </div>
    </main>
  );
}

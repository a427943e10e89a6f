import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { trainText } from '../text/en/train.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Facts } from '../ui/facts.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { formatFigure } from './format-figures.ts';
import { textLink } from './link-look.ts';
import type { Run } from './train-queries.ts';

const said = trainText.run;

/** What is trained, on what, and how. */
export function RunFacts({ run }: { run: Run }): ReactElement {
  const { epochs, maxSteps, learningRate, batchSize, seed, lora } = run.settings as Record<string, unknown> & {
    lora?: { rank?: number };
  };
  const shown = (value: unknown): string | undefined => (typeof value === 'number' ? formatFigure(value) : undefined);
  return (
    <div className="space-y-3">
      <Facts
        facts={[
          [trainText.base, run.model],
          [trainText.method, run.method.toUpperCase()],
          [trainText.data, run.data],
          [said.continuedFrom, run.continue_from],
          [said.epochs, maxSteps === undefined ? shown(epochs) : undefined],
          [said.steps, shown(maxSteps)],
          [said.rank, shown(lora?.rank)],
          [said.learningRate, shown(learningRate)],
          [said.batch, shown(batchSize)],
          [said.seed, shown(seed)],
          [trainText.started, <RelativeTime key="time" time={run.created_at * 1000} />],
          [
            said.id,
            <span key="id" className="-my-1.5 flex items-center gap-1">
              <code title={run.id}>{run.id.slice(0, 8)}…</code>
              <CopyButton value={run.id} label={said.copyId} />
            </span>,
          ],
        ]}
      />
      <details className="text-sm">
        <summary className="text-muted">{said.allSettings}</summary>
        <pre tabIndex={0} className="mt-2 max-h-64 overflow-auto rounded-lg border border-line p-2 text-xs">
          {JSON.stringify(run.settings, undefined, 2)}
        </pre>
      </details>
      <Link to="/train/new" search={{ like: run.id }} className={`${textLink} text-sm`}>
        {said.again}
      </Link>
    </div>
  );
}

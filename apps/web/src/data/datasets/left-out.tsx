import type { ReactElement } from 'react';
import { datasetsText as said } from '../../text/en/datasets.ts';
import { formatNumber } from '../../text/format.ts';

/** The most frequent reason first. */
function byCount(counts: Readonly<Record<string, number>>): [reason: string, count: number][] {
  return Object.entries(counts).toSorted(([, a], [, b]) => b - a);
}

function explanationOf(reason: string): string {
  return Object.hasOwn(said.reasons, reason) ? said.reasons[reason as keyof typeof said.reasons] : reason;
}

/** Why interactions give no row, with how many each reason holds back. */
export function LeftOut({ counts, total }: { counts: Readonly<Record<string, number>>; total: number }): ReactElement {
  const reasons = byCount(counts);
  if (reasons.length === 0) return <p className="text-sm text-muted">{said.nothingLeftOut}</p>;
  return (
    <ul aria-label={said.leftOut} className="space-y-2">
      {reasons.map(([reason, count]) => (
        <li key={reason} className="grid grid-cols-[3.5rem_1fr] gap-x-3 text-sm">
          <span className="text-right font-medium tabular-nums">{formatNumber(count)}</span>
          <span className="min-w-0">
            {explanationOf(reason)} <code className="text-xs text-muted">{reason}</code>
            <span aria-hidden className="mt-1 block h-1.5 rounded-full bg-line">
              <span
                className="block h-full min-w-1 rounded-full bg-control"
                style={{ width: `${(count / Math.max(1, total)) * 100}%` }}
              />
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}

import type { ReactElement } from 'react';

/** One figure of now, large; what it is of below it. */
export function FigureTile({ name, value, hint }: { name: string; value: string; hint?: string }): ReactElement {
  return (
    <div className="min-w-0 rounded-xl border border-line bg-panel px-4 py-3">
      <dt className="text-sm text-muted">{name}</dt>
      <dd className="mt-1">
        <span className="block truncate text-xl font-semibold sm:text-2xl tabular-nums">{value}</span>
        {hint && <span className="block text-xs text-muted">{hint}</span>}
      </dd>
    </div>
  );
}

import { X } from 'lucide-react';
import type { ReactElement } from 'react';
import { visibleText } from '../chat/visible-text.ts';
import { dataText as said } from '../text/en/data.ts';
import type { DataFilters } from './filters.ts';
import { formatShortTime } from './local-time.ts';

function valueText(name: keyof DataFilters, value: unknown): string {
  if (name === 'rating') return said.ratings[value as keyof typeof said.ratings];
  if (name === 'failed') return value === 'true' ? said.failedOnly : said.notFailed;
  if (name === 'since' || name === 'until') return formatShortTime(String(value));
  const text = visibleText(String(value));
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** What is filtered by, each with a button that takes it away. */
export function FilterChips({
  filters,
  onChange,
}: {
  filters: DataFilters;
  onChange: (filters: DataFilters) => void;
}): ReactElement | null {
  const chosen = Object.entries(filters) as [keyof DataFilters, unknown][];
  if (chosen.length === 0) return null;
  const without = (name: keyof DataFilters): DataFilters => {
    const { [name]: _gone, ...rest } = filters;
    return rest;
  };
  return (
    <ul aria-label={said.chosenFilters} className="flex flex-wrap gap-2">
      {chosen.map(([name, value]) => (
        <li key={name}>
          <button
            type="button"
            onClick={() => onChange(without(name))}
            className="inline-flex min-h-8 items-center gap-1 rounded-full border border-line bg-accent-soft px-3 text-xs font-medium pointer-coarse:min-h-11"
          >
            <span className="sr-only">{said.without} </span>
            <span className="font-normal text-muted">{said.filters[name]}:</span> {valueText(name, value)}
            <X size={14} aria-hidden />
          </button>
        </li>
      ))}
      {chosen.length > 1 && (
        <li>
          <button
            type="button"
            onClick={() => onChange({})}
            className="min-h-8 px-2 text-xs font-medium text-accent underline-offset-2 hover:underline pointer-coarse:min-h-11"
          >
            {said.clear}
          </button>
        </li>
      )}
    </ul>
  );
}

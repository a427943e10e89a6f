import { Fragment, type ReactElement, type ReactNode } from 'react';

export type Fact = readonly [name: string, value: ReactNode];

const isThere = ([, value]: Fact): boolean => value !== undefined && value !== null && value !== false && value !== '';

/** Names and values, one below the other or in a line. What has no value is left out. */
export function Facts({ facts, look = 'list' }: { facts: readonly Fact[]; look?: 'list' | 'line' }): ReactElement {
  const shown = facts.filter(isThere);
  if (look === 'line') {
    return (
      <dl className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
        {shown.map(([name, value]) => (
          <div key={name} className="flex gap-1">
            <dt className="text-muted">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    );
  }
  return (
    <dl className="grid grid-cols-[minmax(6rem,auto)_1fr] gap-x-4 gap-y-1 text-sm">
      {shown.map(([name, value]) => (
        <Fragment key={name}>
          <dt className="text-muted">{name}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

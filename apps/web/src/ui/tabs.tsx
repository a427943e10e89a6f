import { Link, useLocation, type LinkProps } from '@tanstack/react-router';
import type { ReactElement } from 'react';

export interface Tab {
  to: NonNullable<LinkProps['to']>;
  label: string;
}

/** The parts of a page that have addresses of their own. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }): ReactElement {
  const { pathname } = useLocation();
  return (
    <nav aria-label={label} className="flex gap-1 overflow-x-auto border-b border-line">
      {tabs.map(({ to, label: name }) => (
        <Link
          key={to}
          to={to}
          activeProps={{}}
          // Of several that fit the address, the one that it names.
          activeOptions={{ exact: true }}
          aria-current={pathname === to ? 'page' : undefined}
          className="-mb-px flex min-h-10 items-center border-b-2 border-transparent px-3 text-sm font-medium whitespace-nowrap text-muted hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink"
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}

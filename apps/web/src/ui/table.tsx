import type { ComponentProps, ReactElement } from 'react';

/** A table that scrolls by itself where it is too wide for the page. `label` names it. */
export function Table({ label, children, ...props }: ComponentProps<'table'> & { label: string }): ReactElement {
  return (
    // Positioned, so that what is for screen readers alone scrolls with it.
    <div
      tabIndex={0}
      role="region"
      aria-label={label}
      className="relative overflow-x-auto rounded-xl border border-line"
    >
      <table {...props} className="w-full border-collapse text-sm [&_tbody>tr:last-child>td]:border-b-0">
        {children}
      </table>
    </div>
  );
}

export function HeadCell({ className = '', ...props }: ComponentProps<'th'>): ReactElement {
  return (
    <th
      scope="col"
      {...props}
      className={`border-b border-line bg-panel px-3 py-2 text-left font-medium whitespace-nowrap text-muted ${className}`}
    />
  );
}

export function Cell({ className = '', ...props }: ComponentProps<'td'>): ReactElement {
  return <td {...props} className={`border-b border-line px-3 py-2 align-top ${className}`} />;
}

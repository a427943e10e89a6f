import type { ReactElement, ReactNode } from 'react';

const widths = { text: 'max-w-4xl', wide: 'max-w-7xl' };

/** What every page but the chat is in: a heading, what it is for, what can be done with all of it, and its contents. */
export function Page({
  title,
  intro,
  actions,
  width = 'text',
  children,
}: {
  title: ReactNode;
  intro?: ReactNode;
  actions?: ReactNode;
  width?: keyof typeof widths;
  children: ReactNode;
}): ReactElement {
  return (
    // It scrolls, which a keyboard can do to what has the focus.
    <main tabIndex={0} className="h-full overflow-y-auto">
      <div className={`mx-auto ${widths[width]} space-y-6 px-4 py-6 sm:px-6`}>
        <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
          <div className="min-w-0">
            <h1 className="text-2xl font-semibold tracking-tight break-words">{title}</h1>
            {intro && <p className="mt-1 max-w-prose text-sm text-muted">{intro}</p>}
          </div>
          {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
        </header>
        {children}
      </div>
    </main>
  );
}

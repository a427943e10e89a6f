import type { LucideIcon } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';

/** In place of a list that has nothing: why, and what to do to have something. */
export function Empty({
  icon: Icon,
  title,
  children,
}: {
  icon?: LucideIcon;
  title: string;
  children?: ReactNode;
}): ReactElement {
  return (
    <div className="flex flex-col items-center gap-2 rounded-xl border border-dashed border-line px-6 py-10 text-center">
      {Icon && <Icon size={28} aria-hidden className="text-muted" />}
      <p className="font-medium">{title}</p>
      {children && <div className="max-w-prose space-y-3 text-sm text-muted">{children}</div>}
    </div>
  );
}

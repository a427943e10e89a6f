import type { ComponentProps, ReactElement, ReactNode } from 'react';

export const inputLook = 'w-full rounded-lg border border-control bg-page px-3 py-2 text-base sm:text-sm';

/** A label with what it names below it. */
export function Field({ label, hint, children }: { label: string; hint?: string; children: ReactNode }): ReactElement {
  return (
    <label className="block space-y-1">
      <span className="block text-sm font-medium">{label}</span>
      {children}
      {hint && <span className="block text-xs text-muted">{hint}</span>}
    </label>
  );
}

export function Input({ className = '', ...props }: ComponentProps<'input'>): ReactElement {
  return <input {...props} className={`${inputLook} min-h-10 ${className}`} />;
}

export function TextArea({ className = '', ...props }: ComponentProps<'textarea'>): ReactElement {
  return <textarea {...props} className={`${inputLook} ${className}`} />;
}

export function Checkbox({ label, ...props }: ComponentProps<'input'> & { label: string }): ReactElement {
  return (
    <label className="flex min-h-9 items-center gap-2 text-sm">
      <input type="checkbox" {...props} className="size-4 accent-(--accent)" />
      {label}
    </label>
  );
}

import type { ComponentProps, ReactElement, ReactNode } from 'react';

type Look = 'plain' | 'primary' | 'quiet' | 'danger';

const looks: Record<Look, string> = {
  plain: 'border border-control bg-raised hover:bg-panel',
  primary: 'bg-accent text-on-accent hover:brightness-95',
  quiet: 'hover:bg-accent-soft',
  danger: 'border border-danger text-danger hover:bg-danger-soft',
};

const shared =
  'inline-flex items-center justify-center gap-2 rounded-lg text-sm font-medium disabled:opacity-50 disabled:cursor-not-allowed';

export interface ButtonProps extends ComponentProps<'button'> {
  look?: Look;
}

export function Button({ look = 'plain', className = '', ...props }: ButtonProps): ReactElement {
  return <button type="button" {...props} className={`${shared} min-h-10 px-3 ${looks[look]} ${className}`} />;
}

/** A button that shows a picture alone; `label` is its name. */
export function IconButton({
  label,
  look = 'quiet',
  className = '',
  children,
  ...props
}: ButtonProps & { label: string; children: ReactNode }): ReactElement {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...props}
      className={`${shared} min-h-9 min-w-9 pointer-coarse:min-h-11 pointer-coarse:min-w-11 ${looks[look]} ${className}`}
    >
      {children}
    </button>
  );
}

import type { ComponentProps, ReactElement } from 'react';
import { Field, Input } from '../ui/field.tsx';

/** A number that may be left out; `placeholder` says what it is then. */
export function NumberField({
  label,
  hint,
  value,
  onChange,
  ...props
}: Omit<ComponentProps<'input'>, 'onChange' | 'value'> & {
  label: string;
  hint?: string;
  value: string;
  onChange: (value: string) => void;
}): ReactElement {
  return (
    <Field label={label} {...(hint !== undefined && { hint })}>
      <Input type="number" {...props} value={value} onChange={({ target }) => onChange(target.value)} />
    </Field>
  );
}

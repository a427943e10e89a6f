import type { ReactElement } from 'react';
import { inputLook } from './field.tsx';

export interface Choice<Value extends string> {
  value: Value;
  label: string;
  isDisabled?: boolean;
}

/** The browser's own list: it is right on phones, by keyboard and for screen readers. Named by `label` or by a `Field` around it. */
export function Select<Value extends string>({
  label,
  value,
  choices,
  onChoose,
  className = '',
}: {
  label?: string;
  value: Value;
  choices: readonly Choice<Value>[];
  onChoose: (value: Value) => void;
  className?: string;
}): ReactElement {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={(event) => onChoose(event.target.value as Value)}
      className={`${inputLook} min-h-10 ${className}`}
    >
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value} disabled={choice.isDisabled}>
          {choice.label}
        </option>
      ))}
    </select>
  );
}

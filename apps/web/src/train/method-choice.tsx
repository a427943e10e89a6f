import type { ReactElement } from 'react';
import { trainText } from '../text/en/train.ts';
import { Field } from '../ui/field.tsx';
import { Select } from '../ui/select.tsx';
import type { FormPartProps } from './data-choice.tsx';
import { methods } from './training-form.ts';

const said = trainText.form;

/** How it learns, with what the rows must be for that. */
export function MethodChoice({ form, onChange }: FormPartProps): ReactElement {
  return (
    <Field label={trainText.method} hint={said.methods[form.method][1]}>
      <Select
        value={form.method}
        choices={methods
          // What was rated makes an adapter that answers.
          .filter((method) => form.source !== 'ratings' || method !== 'reward')
          .map((method) => ({ value: method, label: said.methods[method][0] }))}
        onChoose={(method) => onChange({ method })}
      />
    </Field>
  );
}

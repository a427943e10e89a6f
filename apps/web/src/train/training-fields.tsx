import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { modelsQuery } from '../models/model-queries.ts';
import { trainText } from '../text/en/train.ts';
import { Field, Input } from '../ui/field.tsx';
import { Select } from '../ui/select.tsx';
import type { FormPartProps } from './data-choice.tsx';
import { MethodChoice } from './method-choice.tsx';
import { MoreFields } from './more-fields.tsx';
import { NumberField } from './number-field.tsx';

const said = trainText.form;

/** What is trained, and how: the few settings that matter, and the others folded. */
export function TrainingFields({ form, onChange }: FormPartProps): ReactElement {
  const { data: models = [] } = useQuery(modelsQuery);
  const bases = models.filter(({ parent }) => !parent);
  return (
    <fieldset className="space-y-4">
      <legend className="mb-2 text-lg font-semibold">{said.methodTitle}</legend>
      <div className="grid gap-4 sm:grid-cols-2">
        <MethodChoice form={form} onChange={onChange} />
        <Field label={said.name} hint={said.nameHint}>
          <Input
            value={form.name}
            placeholder={said.nameEmpty}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => onChange({ name: target.value })}
          />
        </Field>
        <Field label={said.model}>
          <Select
            value={form.model}
            choices={[
              { value: '', label: said.defaultModel },
              ...bases.map(({ id }) => ({ value: id, label: id })),
              ...(form.model !== '' && !bases.some(({ id }) => id === form.model)
                ? [{ value: form.model, label: form.model }]
                : []),
            ]}
            onChoose={(model) => onChange({ model })}
          />
        </Field>
        {form.source !== 'ratings' && (
          <div className="grid grid-cols-2 gap-4">
            <NumberField
              label={said.epochs}
              min={0}
              step="any"
              placeholder="3"
              value={form.epochs}
              onChange={(epochs) => onChange({ epochs })}
            />
            <NumberField
              label={said.rank}
              min={1}
              max={1024}
              placeholder="16"
              value={form.rank}
              onChange={(rank) => onChange({ rank })}
            />
          </div>
        )}
      </div>
      <MoreFields form={form} onChange={onChange} models={bases.map(({ id }) => id)} />
    </fieldset>
  );
}

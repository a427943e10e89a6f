import type { ReactElement } from 'react';
import { trainText } from '../text/en/train.ts';
import { Field, Input } from '../ui/field.tsx';
import { Select, type Choice } from '../ui/select.tsx';
import type { FormPartProps } from './data-choice.tsx';
import { NumberField } from './number-field.tsx';

const said = trainText.form;

function choicesOf<Value extends string>(labels: Readonly<Record<Value, string>>): Choice<Value>[] {
  return (Object.entries(labels) as [Value, string][]).map(([value, label]) => ({ value, label }));
}

function Trainer({ form, onChange }: FormPartProps): ReactElement {
  return (
    <>
      <NumberField
        label={said.learningRate}
        min={0}
        max={1}
        step="any"
        placeholder={said.automatic}
        value={form.learningRate}
        onChange={(learningRate) => onChange({ learningRate })}
      />
      <Field label={said.schedule}>
        <Select
          value={form.schedule}
          choices={choicesOf(said.schedules)}
          onChoose={(schedule) => onChange({ schedule })}
        />
      </Field>
      <NumberField
        label={said.batchSize}
        min={1}
        placeholder="4"
        value={form.batchSize}
        onChange={(batchSize) => onChange({ batchSize })}
      />
      <NumberField
        label={said.maxLength}
        min={1}
        placeholder="2048"
        value={form.maxLength}
        onChange={(maxLength) => onChange({ maxLength })}
      />
      <NumberField
        label={said.maxSteps}
        min={1}
        value={form.maxSteps}
        onChange={(maxSteps) => onChange({ maxSteps })}
      />
      <NumberField
        label={said.seed}
        min={0}
        placeholder="42"
        value={form.seed}
        onChange={(seed) => onChange({ seed })}
      />
      <Field label={said.variant}>
        <Select value={form.variant} choices={choicesOf(said.variants)} onChoose={(variant) => onChange({ variant })} />
      </Field>
      <Field label={said.quantization}>
        <Select
          value={form.quantization}
          choices={choicesOf(said.quantizations)}
          onChoose={(quantization) => onChange({ quantization })}
        />
      </Field>
      <Field label={said.continueFrom} hint={said.continueHint}>
        <Input
          value={form.continueFrom}
          spellCheck={false}
          onChange={({ target }) => onChange({ continueFrom: target.value })}
        />
      </Field>
      <NumberField
        label={said.validation}
        min={0}
        max={0.99}
        step="any"
        placeholder="0.1"
        value={form.validation}
        onChange={(validation) => onChange({ validation })}
      />
      <NumberField
        label={said.maxProblems}
        min={0}
        placeholder="0"
        value={form.maxProblems}
        onChange={(maxProblems) => onChange({ maxProblems })}
      />
    </>
  );
}

/** What most people leave as it is. The loop takes its own, but for the gate. */
export function MoreFields({ form, onChange, models }: FormPartProps & { models: readonly string[] }): ReactElement {
  const isLoop = form.source === 'ratings';
  return (
    <details>
      <summary className="text-sm font-medium">{said.more}</summary>
      <div className="mt-4 grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {!isLoop && (
          <>
            <Trainer form={form} onChange={onChange} />
            <Field label={said.promote}>
              <Select
                value={form.promote}
                choices={choicesOf(said.promotions)}
                onChoose={(promote) => onChange({ promote })}
              />
            </Field>
            <Field label={said.judge} hint={said.judgeHint}>
              <Select
                value={form.judge}
                choices={[
                  { value: '', label: said.judgeNone },
                  ...models.map((model) => ({ value: model, label: model })),
                ]}
                onChoose={(judge) => onChange({ judge })}
              />
            </Field>
          </>
        )}
        <Field label={said.promoteIf} hint={said.promoteIfHint}>
          <Input
            value={form.promoteIf}
            placeholder="win_rate>0.5 and regression<0.02"
            spellCheck={false}
            onChange={({ target }) => onChange({ promoteIf: target.value })}
          />
        </Field>
      </div>
    </details>
  );
}

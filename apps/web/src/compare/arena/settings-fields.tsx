import type { ReactElement } from 'react';
import { compareText } from '../../text/en/compare.ts';
import { Field, Input, TextArea } from '../../ui/field.tsx';
import type { ArenaSettings } from './arena-settings.ts';

const said = compareText.setup;

const numbers = [
  { name: 'firstTemperature', label: said.firstTemperature, minimum: 0, maximum: 2, step: 0.05 },
  { name: 'secondTemperature', label: said.secondTemperature, minimum: 0, maximum: 2, step: 0.05 },
  { name: 'maxTokens', label: said.maxTokens, minimum: 1, maximum: 131_072, step: 1 },
] as const;

/** What else both sides are asked with, folded. */
export function SettingsFields({
  settings,
  onChange,
}: {
  settings: ArenaSettings;
  onChange: (settings: ArenaSettings) => void;
}): ReactElement {
  return (
    <details className="text-sm">
      <summary className="py-2 font-medium text-muted">{said.settings}</summary>
      <div className="grid gap-3 pt-1 sm:grid-cols-3">
        {numbers.map(({ name, label, minimum, maximum, step }) => (
          <Field key={name} label={label}>
            <Input
              type="number"
              min={minimum}
              max={maximum}
              step={step}
              placeholder={said.byDefault}
              value={settings[name] ?? ''}
              onChange={({ target: { value } }) =>
                onChange({ ...settings, [name]: value === '' ? undefined : Number(value) })
              }
            />
          </Field>
        ))}
        <div className="sm:col-span-3">
          <Field label={said.system}>
            <TextArea
              rows={2}
              value={settings.system ?? ''}
              onChange={({ target: { value } }) => onChange({ ...settings, system: value === '' ? undefined : value })}
            />
          </Field>
        </div>
      </div>
    </details>
  );
}

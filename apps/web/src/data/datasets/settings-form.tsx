import { useState, type ReactElement } from 'react';
import { datasetsText as said } from '../../text/en/datasets.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox, Field, Input } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { datasetFormats, hasEffect, type DatasetSettings } from './dataset-settings.ts';

export interface SettingsFormProps {
  settings: DatasetSettings;
  onChange: (changes: DatasetSettings) => void;
}

type NumberName = 'max_pairs_per_prompt' | 'min_authors' | 'good_score' | 'bad_score';

function choicesOf<Value extends string>(labels: Readonly<Record<Value, string>>): { value: Value; label: string }[] {
  return Object.entries(labels).map(([value, label]) => ({ value: value as Value, label: label as string }));
}

/** A share of the conversations, in per cent. */
function Share({
  label,
  value = 0,
  onChange,
}: {
  label: string;
  value: number | undefined;
  onChange: (value: number | undefined) => void;
}): ReactElement {
  return (
    <Field label={label}>
      <Select
        value={String(value)}
        choices={[0, 0.05, 0.1, 0.2, 0.3, ...([0, 0.05, 0.1, 0.2, 0.3].includes(value) ? [] : [value])].map(
          (share) => ({
            value: String(share),
            label: share === 0 ? said.none : `${Math.round(share * 100)} %`,
          }),
        )}
        onChoose={(share) => onChange(share === '0' ? undefined : Number(share))}
      />
    </Field>
  );
}

function MoreSettings({ settings, onChange }: SettingsFormProps): ReactElement {
  const { format = 'sft' } = settings;
  const number = (name: NumberName, standard: number, most: number): ReactElement => (
    <Field label={said.settings[name]}>
      <Input
        type="number"
        min={1}
        max={most}
        step={name.endsWith('score') ? 0.5 : 1}
        value={settings[name] ?? standard}
        onChange={(event) => onChange({ [name]: event.target.value === '' ? undefined : Number(event.target.value) })}
      />
    </Field>
  );
  return (
    <div className="space-y-3 border-t border-line pt-3">
      {hasEffect('template', format) && (
        <Field label={said.settings.template}>
          <Select
            value={settings.template ?? 'chatml'}
            choices={choicesOf(said.templates)}
            onChoose={(template) => onChange({ template })}
          />
        </Field>
      )}
      {hasEffect('max_pairs_per_prompt', format) && number('max_pairs_per_prompt', 10, 1000)}
      <div className="grid grid-cols-2 gap-3">
        {number('good_score', 4, 5)}
        {number('bad_score', 2, 5)}
      </div>
      {number('min_authors', 1, 100)}
      <div>
        <Checkbox
          label={said.settings.system}
          checked={settings.system ?? true}
          onChange={(event) => onChange({ system: event.target.checked })}
        />
        <Checkbox
          label={said.settings.tools}
          checked={settings.tools ?? true}
          onChange={(event) => onChange({ tools: event.target.checked })}
        />
        <Checkbox
          label={said.settings.reasoning}
          checked={settings.reasoning ?? false}
          onChange={(event) => onChange({ reasoning: event.target.checked })}
        />
        <Checkbox
          label={said.settings.truncated}
          checked={settings.truncated ?? false}
          onChange={(event) => onChange({ truncated: event.target.checked })}
        />
        <Checkbox
          label={said.settings.conversations}
          checked={settings.conversations ?? false}
          onChange={(event) => onChange({ conversations: event.target.checked })}
        />
      </div>
    </div>
  );
}

/** What the dataset is for and what its rows hold; settings that do nothing for the format are not shown. */
export function SettingsForm({ settings, onChange }: SettingsFormProps): ReactElement {
  const [isOpen, setOpen] = useState(false);
  const { format = 'sft' } = settings;
  return (
    <div className="space-y-4">
      <Field label={said.settings.format} hint={said.formatHints[format]}>
        <Select
          value={format}
          choices={datasetFormats.map((value) => ({ value, label: said.formats[value] }))}
          onChoose={(chosen) => onChange({ format: chosen })}
        />
      </Field>
      {hasEffect('answers', format) && (
        <Field label={said.settings.answers}>
          <Select
            value={settings.answers ?? 'good'}
            choices={choicesOf(said.answers)}
            onChoose={(answers) => onChange({ answers })}
          />
        </Field>
      )}
      {hasEffect('sft', format) && (
        <Field label={said.settings.sft}>
          <Select
            value={settings.sft ?? 'messages'}
            choices={choicesOf(said.sft)}
            onChoose={(sft) => onChange({ sft })}
          />
        </Field>
      )}
      {hasEffect('reward', format) && (
        <Field label={said.settings.reward}>
          <Select
            value={settings.reward ?? 'pairs'}
            choices={choicesOf(said.reward)}
            onChoose={(reward) => onChange({ reward })}
          />
        </Field>
      )}
      <div className="grid grid-cols-2 gap-3">
        <Share
          label={said.settings.validation}
          value={settings.validation}
          onChange={(validation) => onChange({ validation })}
        />
        <Share label={said.settings.test} value={settings.test} onChange={(test) => onChange({ test })} />
      </div>
      <Checkbox
        label={said.settings.redact}
        checked={settings.redact === 'pii'}
        onChange={(event) => onChange({ redact: event.target.checked ? 'pii' : undefined })}
      />
      <Button look="quiet" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {said.moreSettings}
      </Button>
      {isOpen && <MoreSettings settings={settings} onChange={onChange} />}
    </div>
  );
}

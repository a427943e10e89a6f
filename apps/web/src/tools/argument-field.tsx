import type { ReactElement } from 'react';
import { toolsText } from '../text/en/tools.ts';
import { Field, inputLook, Input, TextArea } from '../ui/field.tsx';
import type { SchemaField } from './schema-fields.ts';

const said = toolsText.run;
const hints = { lines: said.lines, json: said.json } as Partial<Record<SchemaField['kind'], string>>;
const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function Control({ field }: { field: SchemaField }): ReactElement {
  const { name, kind, choices, isRequired } = field;
  const initial = field.default === undefined ? '' : asText(field.default);
  if (kind === 'choice' || kind === 'boolean') {
    const values = kind === 'boolean' ? ['true', 'false'] : choices;
    return (
      <select name={name} defaultValue={initial} required={isRequired} className={`${inputLook} min-h-10`}>
        <option value="">{said.unset}</option>
        {values.map((value) => (
          <option key={value} value={value}>
            {value}
          </option>
        ))}
      </select>
    );
  }
  if (kind === 'number') {
    return <Input name={name} inputMode="decimal" defaultValue={initial} required={isRequired} autoComplete="off" />;
  }
  return (
    <TextArea
      name={name}
      defaultValue={initial}
      rows={kind === 'text' ? 1 : 3}
      spellCheck={false}
      className={`field-sizing-content max-h-60 ${kind === 'text' ? '' : 'font-mono text-xs'}`}
    />
  );
}

/** What an argument of a tool is written into. */
export function ArgumentField({ field }: { field: SchemaField }): ReactElement {
  const hint = [field.description, hints[field.kind]].filter(Boolean).join(' ');
  const label = field.isRequired ? field.name : `${field.name} (${said.optional})`;
  return (
    <Field label={label} {...(hint && { hint })}>
      <Control field={field} />
    </Field>
  );
}

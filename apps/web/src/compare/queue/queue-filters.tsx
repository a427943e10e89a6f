import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { modelsQuery } from '../../models/model-queries.ts';
import { compareText } from '../../text/en/compare.ts';
import { Field, Input } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import type { QueueSearch } from '../search.ts';

const said = compareText.annotate;

const which = [
  { value: 'none', label: said.unrated },
  { value: 'any', label: said.second },
] as const;

/** Which answers come. Words are looked for when the field is left, or with Enter. */
export function QueueFilters({
  filters,
  onChange,
}: {
  filters: QueueSearch;
  onChange: (filters: QueueSearch) => void;
}): ReactElement {
  const { data: models = [] } = useQuery(modelsQuery);
  const { model, text, rating } = filters;
  const names = new Set(models.filter(({ parent }) => !parent).map(({ id }) => id));
  if (model !== undefined) names.add(model);
  const search = (words: string): void => {
    const wanted = words.trim() === '' ? undefined : words.trim();
    if (wanted !== text) onChange({ ...filters, text: wanted });
  };
  return (
    <div className="grid grid-cols-2 gap-3 sm:grid-cols-3">
      <Field label={said.which}>
        <Select
          value={rating ?? 'none'}
          choices={which}
          onChoose={(value) => onChange({ ...filters, rating: value === 'any' ? value : undefined })}
        />
      </Field>
      <Field label={said.model}>
        <Select
          value={model ?? ''}
          choices={[{ value: '', label: said.anyModel }, ...[...names].map((name) => ({ value: name, label: name }))]}
          onChoose={(value) => onChange({ ...filters, model: value === '' ? undefined : value })}
        />
      </Field>
      <div className="max-sm:col-span-2">
        <Field label={said.search}>
          <Input
            key={text}
            type="search"
            placeholder={said.searchHint}
            defaultValue={text}
            onBlur={({ target }) => search(target.value)}
            onKeyDown={({ key, currentTarget }) => {
              if (key === 'Enter') search(currentTarget.value);
            }}
          />
        </Field>
      </div>
    </div>
  );
}

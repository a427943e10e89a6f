import { Search, SlidersHorizontal } from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useState, type ReactElement } from 'react';
import { modelsQuery } from '../models/model-queries.ts';
import { dataText as said } from '../text/en/data.ts';
import { Button } from '../ui/button.tsx';
import { Field, Input } from '../ui/field.tsx';
import { Select } from '../ui/select.tsx';
import { FilterChips } from './filter-chips.tsx';
import { changedFilters, ratingFilters, type DataFilters } from './filters.ts';
import { fromLocalField, toLocalField } from './local-time.ts';

/** How long after the last key the words are looked for, in ms. */
const typingMs = 350;

/** A field whose value counts once typing has paused. */
function DelayedInput({
  value,
  onChange,
  ...props
}: {
  value: string;
  onChange: (value: string) => void;
  label?: string;
  placeholder?: string;
  list?: string;
  className?: string;
}): ReactElement {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return undefined;
    const timer = setTimeout(() => onChange(typed), typingMs);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  const { label, ...rest } = props;
  return (
    <Input
      {...rest}
      aria-label={label}
      value={typed}
      autoComplete="off"
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onChange(typed);
      }}
    />
  );
}

export interface FilterBarProps {
  filters: DataFilters;
  onChange: (filters: DataFilters) => void;
}

function MoreFilters({ filters, onChange }: FilterBarProps): ReactElement {
  const { data: models = [] } = useQuery(modelsQuery);
  const listId = useId();
  const change = (changes: Partial<DataFilters>): void => onChange(changedFilters(filters, changes));
  const text = (name: 'model' | 'adapter' | 'tag' | 'conversation_id' | 'request_id', list?: string): ReactElement => (
    <Field label={said.filters[name]}>
      <DelayedInput value={filters[name] ?? ''} list={list} onChange={(value) => change({ [name]: value })} />
    </Field>
  );
  const options = (isAdapter: boolean): ReactElement[] =>
    models.filter(({ parent }) => Boolean(parent) === isAdapter).map(({ id }) => <option key={id}>{id}</option>);
  return (
    <div className="grid gap-3 rounded-xl border border-line bg-panel p-4 sm:grid-cols-2 lg:grid-cols-3">
      <datalist id={`${listId}-models`}>{options(false)}</datalist>
      <datalist id={`${listId}-adapters`}>
        <option value="none">{said.withoutAdapters}</option>
        {options(true)}
      </datalist>
      {text('model', `${listId}-models`)}
      {text('adapter', `${listId}-adapters`)}
      {text('tag')}
      <Field label={said.filters.since}>
        <Input
          type="datetime-local"
          value={toLocalField(filters.since)}
          onChange={(event) => change({ since: fromLocalField(event.target.value) })}
        />
      </Field>
      <Field label={said.filters.until}>
        <Input
          type="datetime-local"
          value={toLocalField(filters.until)}
          onChange={(event) => change({ until: fromLocalField(event.target.value) })}
        />
      </Field>
      <Field label={said.filters.failed}>
        <Select
          value={filters.failed ?? ''}
          choices={[
            { value: '', label: said.all },
            { value: 'false', label: said.notFailed },
            { value: 'true', label: said.failedOnly },
          ]}
          onChoose={(failed) => change({ failed: failed === '' ? undefined : failed })}
        />
      </Field>
      <Field label={said.filters.min_score}>
        <Select
          value={filters.min_score === undefined ? '' : String(filters.min_score)}
          choices={['', '1', '2', '3', '4', '5'].map((value) => ({ value, label: value === '' ? said.all : value }))}
          onChoose={(score) => change({ min_score: score === '' ? undefined : Number(score) })}
        />
      </Field>
      {text('conversation_id')}
      {text('request_id')}
    </div>
  );
}

/** Which interactions. What is chosen is shown below, each with a button that takes it away. */
export function FilterBar({ filters, onChange }: FilterBarProps): ReactElement {
  const [isOpen, setOpen] = useState(false);
  const change = (changes: Partial<DataFilters>): void => onChange(changedFilters(filters, changes));
  return (
    <div role="search" aria-label={said.filter} className="space-y-3">
      <div className="flex flex-wrap gap-2">
        <div className="relative min-w-48 flex-1">
          <Search size={16} aria-hidden className="pointer-events-none absolute top-3 left-3 text-muted" />
          <DelayedInput
            label={said.search}
            placeholder={said.search}
            value={filters.text ?? ''}
            className="min-h-10 pl-9!"
            onChange={(text) => change({ text })}
          />
        </div>
        <Select
          label={said.filters.rating}
          className="w-auto!"
          value={filters.rating ?? ''}
          choices={[
            { value: '', label: said.anyRating },
            ...ratingFilters.map((value) => ({ value, label: said.ratings[value] })),
          ]}
          onChoose={(rating) => change({ rating: rating === '' ? undefined : rating })}
        />
        <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <SlidersHorizontal size={16} aria-hidden />
          {said.moreFilters}
        </Button>
      </div>
      {isOpen && <MoreFilters filters={filters} onChange={onChange} />}
      <FilterChips filters={filters} onChange={onChange} />
    </div>
  );
}

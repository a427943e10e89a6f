import type { ReactElement } from 'react';
import { feedbackText as said } from '../text/en/feedback.ts';
import { Field, Input } from '../ui/field.tsx';

/** Short words on an answer: those that are often used, and others. */
export function TagField({
  value,
  onChange,
}: {
  value: readonly string[];
  onChange: (value: readonly string[]) => void;
}): ReactElement {
  const offered: readonly string[] = said.usualTags;
  const others = value.filter((tag) => !offered.includes(tag));
  const chosen = value.filter((tag) => offered.includes(tag));
  return (
    <fieldset className="space-y-2">
      <legend className="text-sm font-medium">{said.tags}</legend>
      <div className="flex flex-wrap gap-1.5">
        {offered.map((tag) => (
          <label
            key={tag}
            className="relative flex min-h-8 items-center rounded-full border border-control px-3 text-xs has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent pointer-coarse:min-h-10"
          >
            <input
              type="checkbox"
              className="absolute inset-0 cursor-pointer opacity-0"
              checked={value.includes(tag)}
              onChange={({ target: { checked } }) =>
                onChange(checked ? [...value, tag] : value.filter((other) => other !== tag))
              }
            />
            {tag}
          </label>
        ))}
      </div>
      <Field label={said.otherTags}>
        <Input
          autoComplete="off"
          maxLength={1000}
          defaultValue={others.join(', ')}
          onChange={({ target }) => onChange([...chosen, ...readTags(target.value)])}
        />
      </Field>
    </fieldset>
  );
}

function readTags(written: string): string[] {
  const tags = written.split(',').map((tag) => tag.trim().slice(0, 100));
  return [...new Set(tags.filter((tag) => tag !== ''))].slice(0, 40);
}

import { useState, type ReactElement } from 'react';
import { promptText as said } from '../text/en/prompt.ts';
import { Button } from '../ui/button.tsx';
import { Field, TextArea } from '../ui/field.tsx';
import { Select } from '../ui/select.tsx';

export type AddedRole = 'user' | 'assistant';

const roles = (['user', 'assistant'] as const).map((value) => ({ value, label: said.roles[value] }));

/** A message of either side, put at the end as if it had been said. */
export function AddMessage({
  isBusy,
  onAdd,
}: {
  isBusy: boolean;
  onAdd: (role: AddedRole, content: string) => void;
}): ReactElement {
  const [role, setRole] = useState<AddedRole>('user');
  const [content, setContent] = useState('');
  return (
    <form
      aria-label={said.add}
      onSubmit={(event) => {
        event.preventDefault();
        onAdd(role, content.trim());
        setContent('');
      }}
      className="space-y-2 rounded-xl border border-line p-3"
    >
      <h3 className="text-sm font-semibold">{said.add}</h3>
      <Field label={said.role}>
        <Select value={role} choices={roles} onChoose={setRole} />
      </Field>
      <Field label={said.content}>
        <TextArea rows={3} value={content} onChange={({ target }) => setContent(target.value)} />
      </Field>
      <div className="flex justify-end">
        <Button type="submit" disabled={isBusy || content.trim() === ''}>
          {said.addIt}
        </Button>
      </div>
    </form>
  );
}

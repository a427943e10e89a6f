import { useMutation } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { messageOf } from '../../api/problem.ts';
import { serverText } from '../../text/en/server.ts';
import { text } from '../../text/text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Checkbox, Field, Input } from '../../ui/field.tsx';
import { formText } from '../../ui/form-text.ts';
import { consequenceOfMaking } from './consequence.ts';
import { createKey, type KeyList, type NewKey, type Scope } from './key-queries.ts';
import { LimitFields } from './limit-fields.tsx';
import { readExpiry, readLimits } from './limits.ts';

const said = serverText.keys.dialog;
const offered = Object.keys(said.scope) as (keyof typeof said.scope)[];

function ScopeChoice({
  scope,
  isChosen,
  onChange,
}: {
  scope: keyof typeof said.scope;
  isChosen: boolean;
  onChange: (isChosen: boolean) => void;
}): ReactElement {
  const [name, meaning] = said.scope[scope];
  return (
    <label className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-3 rounded-lg border border-line px-3 py-2 has-checked:border-accent has-checked:bg-accent-soft">
      <input
        type="checkbox"
        checked={isChosen}
        onChange={(event) => onChange(event.target.checked)}
        className="size-4 accent-(--accent)"
      />
      <span className="text-sm font-medium">{name}</span>
      <span className="col-start-2 text-xs text-muted">{meaning}</span>
    </label>
  );
}

/** Asks what a key is for and what it may do, and makes it. The first one may administer unless somebody says otherwise. */
export function NewKeyDialog({
  list,
  onMade,
  onClose,
}: {
  list: KeyList;
  onMade: (key: NewKey) => void;
  onClose: () => void;
}): ReactElement {
  const [scopes, setScopes] = useState<readonly Scope[]>(list.open ? ['chat', 'admin'] : ['chat']);
  const [mayLockOut, setMayLockOut] = useState(false);
  const { mutate, error, isPending } = useMutation({ mutationFn: createKey, onSuccess: onMade });
  const locksOut = scopes.length > 0 && consequenceOfMaking(list, scopes) === 'locks-out';
  const submit = (form: FormData): void => {
    mutate({
      name: formText(form, 'name'),
      scopes: [...scopes],
      limits: readLimits(form),
      expires_at: readExpiry(form) ?? null,
      allow_lockout: locksOut && mayLockOut,
    });
  };
  return (
    <Dialog title={said.title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit(new FormData(event.currentTarget));
        }}
        className="space-y-4"
      >
        <Field label={said.name}>
          <Input
            name="name"
            required
            maxLength={100}
            autoComplete="off"
            placeholder={said.namePlaceholder}
            data-autofocus
          />
        </Field>
        <fieldset className="space-y-2">
          <legend className="mb-1 text-sm font-medium">{said.scopes}</legend>
          {offered.map((scope) => (
            <ScopeChoice
              key={scope}
              scope={scope}
              isChosen={scopes.includes(scope)}
              onChange={(isChosen) =>
                setScopes(offered.filter((other) => (other === scope ? isChosen : scopes.includes(other))))
              }
            />
          ))}
        </fieldset>
        <LimitFields />
        <div aria-live="polite" className="space-y-2 text-sm">
          {scopes.length === 0 && <p className="text-danger">{said.choose}</p>}
          {locksOut && (
            <div className="rounded-lg border border-warning p-3">
              <p>{said.lockout}</p>
              <Checkbox
                label={said.allowLockout}
                checked={mayLockOut}
                onChange={(event) => setMayLockOut(event.target.checked)}
              />
            </div>
          )}
          {error && <p className="text-danger">{messageOf(error)}</p>}
        </div>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button type="submit" look="primary" disabled={isPending || scopes.length === 0 || (locksOut && !mayLockOut)}>
            {said.submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

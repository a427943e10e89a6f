import { useEffect, useRef, useState, type ReactElement } from 'react';
import { storeKey } from '../api/api-key.ts';
import { onKeyNeeded } from '../api/sign-in.ts';
import { text } from '../text/text.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Checkbox, Field, Input } from '../ui/field.tsx';

/** Appears when the server asks for a key. */
export function SignInDialog(): ReactElement | null {
  const [asked, setAsked] = useState<{ hasRefusedKey: boolean }>();
  const answer = useRef<(isGiven: boolean) => void>(undefined);
  useEffect(
    () =>
      onKeyNeeded((hasRefusedKey) => {
        setAsked({ hasRefusedKey });
        return new Promise((resolve) => {
          answer.current = resolve;
        });
      }),
    [],
  );
  if (!asked) return null;

  const end = (isGiven: boolean): void => {
    setAsked(undefined);
    answer.current?.(isGiven);
  };
  const submit = (form: FormData): void => {
    const key = form.get('key');
    if (typeof key !== 'string' || key.trim() === '') return;
    storeKey(key.trim(), { remember: form.get('remember') === 'on' });
    end(true);
  };
  return (
    <Dialog
      title={text.key.title}
      hint={asked.hasRefusedKey ? text.key.refused : text.key.wanted}
      onClose={() => end(false)}
    >
      <form action={submit} className="space-y-3">
        <Field label={text.key.label}>
          <Input name="key" type="password" autoComplete="off" spellCheck={false} required data-autofocus />
        </Field>
        <Checkbox name="remember" label={text.key.remember} />
        <div className="flex justify-end gap-2">
          <Button onClick={() => end(false)}>{text.cancel}</Button>
          <Button type="submit" look="primary">
            {text.key.submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

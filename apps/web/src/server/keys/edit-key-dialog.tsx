import { useMutation } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { messageOf } from '../../api/problem.ts';
import { serverText } from '../../text/en/server.ts';
import { text } from '../../text/text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { changeKey, type ApiKey } from './key-queries.ts';
import { LimitFields } from './limit-fields.tsx';
import { readExpiry, readLimits } from './limits.ts';

const said = serverText.keys;

/** Changes the limits and the end of a key that is in use; both hold within a second. */
export function EditKeyDialog({
  apiKey,
  onChanged,
  onClose,
}: {
  apiKey: ApiKey;
  onChanged: () => void;
  onClose: () => void;
}): ReactElement {
  const { mutate, error, isPending } = useMutation({
    mutationFn: (form: FormData) => {
      const expiry = readExpiry(form);
      return changeKey(apiKey.id, {
        limits: readLimits(form, apiKey.limits),
        ...(expiry !== undefined && { expires_at: expiry }),
      });
    },
    onSuccess: onChanged,
  });
  return (
    <Dialog title={said.changeTitle(apiKey.name)} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          mutate(new FormData(event.currentTarget));
        }}
        className="space-y-4"
      >
        <LimitFields limits={apiKey.limits} isChange />
        <div aria-live="polite">{error && <p className="text-sm text-danger">{messageOf(error)}</p>}</div>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button type="submit" look="primary" disabled={isPending}>
            {said.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

import { useId, type ReactElement } from 'react';
import { text } from '../text/text.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field, Input } from '../ui/field.tsx';
import { formText } from '../ui/form-text.ts';

const said = text.chat.folders;

/** Asks into which folder a conversation goes; without a name it is in none. */
export function FolderDialog({
  folder,
  folders,
  onMove,
  onClose,
}: {
  folder: string | null;
  /** Those that there are. */
  folders: readonly string[];
  onMove: (folder: string | null) => void;
  onClose: () => void;
}): ReactElement {
  const list = useId();
  return (
    <Dialog title={said.move} hint={said.hint} onClose={onClose}>
      <form
        action={(form) => {
          onClose();
          onMove(formText(form, 'folder') || null);
        }}
        className="space-y-3"
      >
        <Field label={said.name}>
          <Input
            name="folder"
            list={list}
            defaultValue={folder ?? ''}
            maxLength={200}
            autoComplete="off"
            data-autofocus
          />
        </Field>
        <datalist id={list}>
          {folders.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </datalist>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button type="submit" look="primary">
            {said.submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

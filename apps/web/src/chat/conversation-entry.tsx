import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Download, Folder, MoreHorizontal, Pencil, Trash2 } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { api, dataOf } from '../api/client.ts';
import { changedEverywhere } from '../app/other-tabs.ts';
import { text } from '../text/text.ts';
import { formText } from '../ui/form-text.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field, Input } from '../ui/field.tsx';
import { Menu } from '../ui/menu.tsx';
import { notifyProblem } from '../ui/notices.ts';
import { runs, useRun } from './app-runs.ts';
import { download, type ExportFormat } from './conversation-files.ts';
import type { Conversation } from './conversation-queries.ts';
import { keepDraft } from './drafts.ts';
import { FolderDialog } from './folder-dialog.tsx';
import { isUnderWay } from './run.ts';
import { visibleText } from './visible-text.ts';

const said = text.chat;
const formats: readonly ExportFormat[] = ['json', 'text', 'jsonl'];

/** One line of the list, with what can be done with the conversation. */
export function ConversationEntry({
  conversation,
  folders,
}: {
  conversation: Conversation;
  /** Those that there are. */
  folders: readonly string[];
}): ReactElement {
  const { id } = conversation;
  const title = visibleText(conversation.title ?? said.untitled);
  const [dialog, setDialog] = useState<'rename' | 'move' | 'delete'>();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const run = useRun(id);
  const params = { path: { id } };
  const close = (): void => setDialog(undefined);

  const change = async (body: { title: string | null } | { folder: string | null }): Promise<void> => {
    close();
    try {
      await dataOf(api.PATCH('/lab/conversations/{id}', { params, body }));
      await changedEverywhere(['conversations']);
    } catch (error) {
      notifyProblem(error);
    }
  };
  const remove = async (): Promise<void> => {
    close();
    try {
      await dataOf(api.DELETE('/lab/conversations/{id}', { params }));
      runs.forget(id);
      keepDraft(id, '');
      await changedEverywhere(['conversations']);
      if (location.hash.endsWith(`/chat/${id}`)) await navigate({ to: '/' });
      queries.removeQueries({ queryKey: ['conversation', id] });
    } catch (error) {
      notifyProblem(error);
    }
  };
  const entries = [
    { label: said.rename, icon: <Pencil size={16} aria-hidden />, onSelect: () => setDialog('rename') },
    { label: said.folders.move, icon: <Folder size={16} aria-hidden />, onSelect: () => setDialog('move') },
    ...formats.map((format) => ({
      label: said.exportAs[format],
      icon: <Download size={16} aria-hidden />,
      onSelect: () => void download(id, title, format).catch(notifyProblem),
    })),
    {
      label: said.delete,
      icon: <Trash2 size={16} aria-hidden />,
      isDangerous: true,
      onSelect: () => setDialog('delete'),
    },
  ];
  return (
    <li className="flex items-center rounded-lg hover:bg-accent-soft has-aria-[current=page]:bg-accent-soft">
      <Link
        to="/chat/$id"
        params={{ id }}
        className="min-w-0 flex-1 truncate rounded-lg px-2 py-2 text-sm"
        title={title}
        onKeyDown={({ key }) => {
          if (key === 'F2') setDialog('rename');
          if (key === 'Delete') setDialog('delete');
        }}
      >
        {title}
        {run && isUnderWay(run) && <span className="text-muted"> ({said.answering})</span>}
      </Link>
      <Menu
        trigger={
          <IconButton label={said.actions(title)}>
            <MoreHorizontal size={16} aria-hidden />
          </IconButton>
        }
        entries={entries}
      />
      {dialog === 'rename' && (
        <Dialog title={said.rename} onClose={close}>
          <form action={(form) => change({ title: formText(form, 'title') || null })} className="space-y-3">
            <Field label={said.titleLabel}>
              <Input name="title" defaultValue={conversation.title ?? ''} maxLength={1000} data-autofocus />
            </Field>
            <div className="flex justify-end gap-2">
              <Button onClick={close}>{text.cancel}</Button>
              <Button type="submit" look="primary">
                {said.save}
              </Button>
            </div>
          </form>
        </Dialog>
      )}
      {dialog === 'move' && (
        <FolderDialog
          folder={conversation.folder}
          folders={folders}
          onMove={(folder) => void change({ folder })}
          onClose={close}
        />
      )}
      {dialog === 'delete' && (
        <Dialog title={said.deleteTitle} hint={said.deleteHint} onClose={close}>
          <div className="flex justify-end gap-2">
            <Button onClick={close}>{text.cancel}</Button>
            <Button look="danger" onClick={() => void remove()}>
              {said.delete}
            </Button>
          </div>
        </Dialog>
      )}
    </li>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Folder, Plus } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { text } from '../text/text.ts';
import { Button } from '../ui/button.tsx';
import { Input } from '../ui/field.tsx';
import { ConversationEntry } from './conversation-entry.tsx';
import { foldersOf, inFolders, type ConversationFolder } from './conversation-folders.ts';
import { conversationsQuery } from './conversation-queries.ts';
import { useTransfer } from './conversation-transfer.tsx';
import { moveInList } from './list-keys.ts';
import { useSettled } from './use-settled.ts';
import { visibleText } from './visible-text.ts';

const said = text.chat;

function Entries({ folder, folders }: { folder: ConversationFolder; folders: readonly string[] }): ReactElement {
  const entries = (
    <ul>
      {folder.conversations.map((conversation) => (
        <ConversationEntry key={conversation.id} conversation={conversation} folders={folders} />
      ))}
    </ul>
  );
  if (folder.name === null) return entries;
  return (
    <details open className="mb-1">
      <summary className="flex min-h-9 items-center gap-2 rounded-lg px-2 text-sm font-medium text-muted hover:bg-accent-soft">
        <Folder size={14} aria-hidden className="shrink-0" />
        <span className="truncate">{visibleText(folder.name)}</span>
        <span className="text-xs font-normal">{folder.conversations.length}</span>
      </summary>
      <div className="ml-2 border-l border-line pl-1">{entries}</div>
    </details>
  );
}

/** The conversations in their folders, the one that was used last first. The search looks into what was said in them. */
export function ConversationList(): ReactElement {
  const [pages, setPages] = useState(1);
  const [search, setSearch] = useState('');
  const wanted = useSettled(search.trim());
  const { data } = useQuery(conversationsQuery(pages, wanted));
  const navigate = useNavigate();
  const transfer = useTransfer();
  const found = data?.conversations ?? [];
  const folders = foldersOf(found);
  return (
    // Arrow keys go through what Tab reaches, too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section aria-label={said.conversations} className="flex h-full flex-col gap-2 p-2" onKeyDown={moveInList}>
      <div className="flex gap-1">
        <Button className="flex-1" onClick={() => void navigate({ to: '/' })}>
          <Plus size={16} aria-hidden />
          {said.newChat}
        </Button>
        {transfer.buttons}
      </div>
      {transfer.progress}
      <Input
        type="search"
        aria-label={said.search}
        placeholder={said.search}
        value={search}
        onChange={({ target: { value } }) => setSearch(value)}
      />
      <div className="min-h-0 flex-1 overflow-y-auto">
        {inFolders(found).map((folder) => (
          <Entries key={folder.name ?? ''} folder={folder} folders={folders} />
        ))}
        {found.length === 0 && data && (
          <p className="p-2 text-sm text-muted">{wanted === '' ? said.none : said.noneFound}</p>
        )}
        {data?.hasMore && (
          <Button look="quiet" className="w-full" onClick={() => setPages(pages + 1)}>
            {said.more}
          </Button>
        )}
      </div>
    </section>
  );
}

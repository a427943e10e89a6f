import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Plus, Upload } from 'lucide-react';
import { useRef, useState, type ReactElement } from 'react';
import { text } from '../text/text.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Input } from '../ui/field.tsx';
import { notify, notifyProblem } from '../ui/notices.ts';
import { ConversationEntry } from './conversation-entry.tsx';
import { importFile } from './conversation-files.ts';
import { conversationsQuery } from './conversation-queries.ts';

const said = text.chat;

/** The conversations, the one that was used last first. The search looks through the titles of those that are listed. */
export function ConversationList(): ReactElement {
  const [pages, setPages] = useState(1);
  const [search, setSearch] = useState('');
  const { data } = useQuery(conversationsQuery(pages));
  const file = useRef<HTMLInputElement>(null);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const wanted = search.trim().toLowerCase();
  const all = data?.conversations ?? [];
  const found = all.filter(({ title }) => (title ?? said.untitled).toLowerCase().includes(wanted));

  const take = async (chosen: File): Promise<void> => {
    try {
      const id = await importFile(chosen);
      await queries.invalidateQueries({ queryKey: ['conversations'] });
      await navigate({ to: '/chat/$id', params: { id } });
      notify(said.imported);
    } catch (error) {
      notifyProblem(error);
    }
  };
  return (
    <section aria-label={said.conversations} className="flex h-full flex-col gap-2 p-2">
      <div className="flex gap-1">
        <Button className="flex-1" onClick={() => void navigate({ to: '/' })}>
          <Plus size={16} aria-hidden />
          {said.newChat}
        </Button>
        <IconButton label={said.import} onClick={() => file.current?.click()}>
          <Upload size={16} aria-hidden />
        </IconButton>
        <input
          ref={file}
          type="file"
          accept="application/json,.json"
          hidden
          aria-label={said.import}
          onChange={({ target }) => {
            const chosen = target.files?.[0];
            if (chosen) void take(chosen);
            target.value = '';
          }}
        />
      </div>
      <Input
        type="search"
        aria-label={said.search}
        placeholder={said.search}
        value={search}
        onChange={({ target: { value } }) => setSearch(value)}
      />
      <ul className="min-h-0 flex-1 overflow-y-auto">
        {found.map((conversation) => (
          <ConversationEntry key={conversation.id} conversation={conversation} />
        ))}
        {found.length === 0 && data && (
          <li className="p-2 text-sm text-muted">{all.length === 0 ? said.none : said.noneFound}</li>
        )}
        {data?.hasMore && (
          <li>
            <Button look="quiet" className="w-full" onClick={() => setPages(pages + 1)}>
              {said.more}
            </Button>
          </li>
        )}
      </ul>
    </section>
  );
}

import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { PanelLeft } from 'lucide-react';
import { useEffect, useState, type ReactElement } from 'react';
import { text } from '../text/text.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { newConversationId } from './ask.ts';
import { ConversationList } from './conversation-list.tsx';
import { ConversationPage } from './conversation-page.tsx';

/** The conversations, and one of them: that of the address, or a new one. */
export function ChatPage(): ReactElement {
  const { id } = useParams({ strict: false });
  const { message } = useSearch({ strict: false });
  const [nextId, setNextId] = useState(newConversationId);
  const [isListOpen, setListOpen] = useState(false);
  const navigate = useNavigate();
  useEffect(() => {
    setListOpen(false);
    // The next new one is another one.
    if (id !== undefined) setNextId((next) => (next === id ? newConversationId() : next));
  }, [id]);
  const current = id ?? nextId;
  const menu = (
    <Button look="quiet" className="md:hidden" aria-label={text.chat.conversations} onClick={() => setListOpen(true)}>
      <PanelLeft size={16} aria-hidden />
      {id === undefined && text.chat.conversations}
    </Button>
  );
  return (
    <div className="flex h-full">
      <aside className="w-64 shrink-0 border-r border-line bg-panel max-md:hidden">
        <ConversationList />
      </aside>
      <main className="flex h-full min-w-0 flex-1 flex-col">
        <div className="min-h-0 flex-1">
          <ConversationPage
            key={current}
            id={current}
            isNew={id === undefined}
            message={message}
            menu={menu}
            onBegin={() => {
              if (id === undefined) void navigate({ to: '/chat/$id', params: { id: current } });
            }}
          />
        </div>
      </main>
      {isListOpen && (
        <Dialog title={text.chat.conversations} onClose={() => setListOpen(false)} place="side">
          <div className="h-[75dvh]">
            <ConversationList />
          </div>
        </Dialog>
      )}
    </div>
  );
}

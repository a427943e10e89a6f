import type { ReactElement, ReactNode } from 'react';
import { text } from '../text/text.ts';
import type { ConversationWithMessages } from './conversation-queries.ts';
import { conversationLink, LinkButton } from './link-button.tsx';
import { visibleText } from './visible-text.ts';

/** The title of a conversation, and what can be done with the whole of it. `menu` leads to the others on a phone. */
export function ConversationHeader({
  conversation,
  menu,
  children,
}: {
  conversation: ConversationWithMessages | null | undefined;
  menu: ReactNode;
  children?: ReactNode;
}): ReactElement {
  return (
    <div
      className={`flex min-h-11 items-center gap-2 border-b border-line px-3 py-0.5 ${conversation ? '' : 'md:hidden'}`}
    >
      {menu}
      {conversation && (
        <>
          <h1 className="min-w-0 flex-1 truncate text-sm font-semibold">
            {visibleText(conversation.title ?? text.chat.untitled)}
          </h1>
          {children}
          <LinkButton label={text.chat.links.conversation} link={conversationLink(conversation.id)} />
        </>
      )}
    </div>
  );
}

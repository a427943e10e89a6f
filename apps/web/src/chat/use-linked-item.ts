import { useEffect } from 'react';
import { text } from '../text/text.ts';
import { notify } from '../ui/notices.ts';
import type { ConversationView } from './use-conversation.ts';

/** The place of the message that a link leads to, once the conversation is there. */
export function useLinkedItem(
  { items, conversation }: ConversationView,
  message: string | undefined,
): number | undefined {
  const found = message === undefined ? -1 : items.findIndex(({ id }) => id === message);
  const isMissing = message !== undefined && found === -1 && items.length > 0 && Boolean(conversation);
  useEffect(() => {
    if (isMissing) notify(text.chat.links.missing);
  }, [isMissing]);
  return found === -1 ? undefined : found;
}

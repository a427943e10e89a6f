import { Link } from 'lucide-react';
import type { ReactElement } from 'react';
import { text } from '../text/text.ts';
import { IconButton } from '../ui/button.tsx';
import { notify, notifyProblem } from '../ui/notices.ts';

/** The address of a conversation, or of a message in it. */
export function conversationLink(conversation: string, message?: string): string {
  const search = message === undefined ? '' : `?message=${encodeURIComponent(message)}`;
  return `${location.origin}${location.pathname}#/chat/${conversation}${search}`;
}

/** Copies a link, and says for whom it works. */
export function LinkButton({ label, link }: { label: string; link: string }): ReactElement {
  const copy = (): void => {
    navigator.clipboard.writeText(link).then(() => notify(text.chat.links.copied), notifyProblem);
  };
  return (
    <IconButton label={label} onClick={copy}>
      <Link size={16} aria-hidden />
    </IconButton>
  );
}

import { FileText, X } from 'lucide-react';
import type { ReactElement } from 'react';
import { text } from '../text/text.ts';
import { IconButton } from '../ui/button.tsx';
import type { Attachment } from './attachment.ts';

const said = text.chat.attachments;

/** What goes with the question that is being written. */
export function AttachmentList({
  attachments,
  onRemove,
}: {
  attachments: readonly Attachment[];
  onRemove: (attachment: Attachment) => void;
}): ReactElement | null {
  if (attachments.length === 0) return null;
  return (
    <ul aria-label={said.list} className="mb-1 flex flex-wrap gap-2 px-1">
      {attachments.map((attachment) => (
        <li
          key={attachment.name}
          className="flex max-w-full items-center gap-2 rounded-xl border border-line bg-panel pl-2 text-sm"
        >
          {attachment.kind === 'image' ? (
            <img src={attachment.url} alt="" className="size-8 rounded object-cover" />
          ) : (
            <FileText size={16} aria-hidden className="shrink-0 text-muted" />
          )}
          <span className="truncate">{attachment.name}</span>
          <IconButton label={said.remove(attachment.name)} onClick={() => onRemove(attachment)}>
            <X size={14} aria-hidden />
          </IconButton>
        </li>
      ))}
    </ul>
  );
}

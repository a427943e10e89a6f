import { FileText } from 'lucide-react';
import type { ReactElement } from 'react';
import { formatNumber } from '../text/format.ts';
import { text } from '../text/text.ts';
import type { TextAttachment } from './attachment.ts';
import { visibleText } from './visible-text.ts';

/** A file that went with a question, folded. */
export function AttachedFile({ file: { name, content } }: { file: TextAttachment }): ReactElement {
  const lines = formatNumber(content.split('\n').length);
  return (
    <details className="my-1 w-full rounded-xl border border-line bg-panel text-sm">
      <summary className="min-h-9 px-3 py-2">
        <FileText size={14} aria-hidden className="mr-2 inline" />
        <span className="font-mono break-all">{visibleText(name)}</span>{' '}
        <span className="text-muted">({text.chat.attachments.lines(lines)})</span>
      </summary>
      <pre tabIndex={0} className="max-h-72 overflow-auto px-3 pb-3 text-xs break-words whitespace-pre-wrap">
        {visibleText(content)}
      </pre>
    </details>
  );
}

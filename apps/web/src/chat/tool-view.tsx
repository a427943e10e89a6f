import { Wrench } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { formatSeconds } from '../text/format.ts';
import { text } from '../text/text.ts';
import type { ToolPart } from './answer-part.ts';
import { visibleText } from './visible-text.ts';

const said = text.chat.tool;

/** Arguments with line breaks, where they are JSON. */
function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), undefined, 2);
  } catch {
    return json;
  }
}

export function Verbatim({ title, content }: { title: string; content: string }): ReactElement {
  return (
    <div>
      <p className="text-xs font-medium text-muted">{title}</p>
      <pre
        tabIndex={0}
        className="max-h-72 overflow-auto rounded-lg border border-line bg-page p-2 text-xs break-words whitespace-pre-wrap"
      >
        {visibleText(content)}
      </pre>
    </div>
  );
}

/** A call of a tool: what it was asked, and what came of it. */
export function ToolView({ part }: { part: ToolPart }): ReactElement {
  const { name, result, durationMs } = part;
  const [isOpen, setOpen] = useState(false);
  const state = result === undefined ? said.running : result.status === 'success' ? said.done : said.failed;
  return (
    <details
      className="my-2 rounded-xl border border-line bg-panel text-sm"
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary aria-label={`${said.called(name)}: ${state}`} className="min-h-9 px-3 py-2">
        <Wrench size={14} aria-hidden className="mr-2 inline" />
        <span className="font-mono">{visibleText(name)}</span>{' '}
        <span className={result?.status === 'error' ? 'text-danger' : 'text-muted'}>
          {state}
          {durationMs !== undefined && ` (${formatSeconds(durationMs / 1000)})`}
        </span>
      </summary>
      {isOpen && (
        <div className="space-y-2 px-3 pb-3">
          {part.arguments !== '' && <Verbatim title={said.arguments} content={pretty(part.arguments)} />}
          {result !== undefined && <Verbatim title={said.result} content={JSON.stringify(result, undefined, 2)} />}
        </div>
      )}
    </details>
  );
}

import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { visibleText } from '../../chat/visible-text.ts';
import { serverText } from '../../text/en/server.ts';
import type { Level } from '../search.ts';
import { detailsOf, timeOf } from './describe-line.ts';
import type { LogLine } from './log-source.ts';

const said = serverText.logs;

const colours: Record<Level, string> = {
  trace: 'text-muted',
  debug: 'text-muted',
  info: 'text-muted',
  warn: 'text-warning',
  error: 'text-danger',
  fatal: 'text-danger',
};

/** Enough to tell requests apart. */
const shortId = (id: string): string => (id.length > 16 ? `${id.slice(0, 12)}…` : id);

/** One line: when, how important, what, and with what. Its request is a link to all lines of it. */
export function LogLineView({ line, level }: { line: LogLine; level: Level | undefined }): ReactElement {
  const { pairs, stack } = detailsOf(line);
  const { request_id: request } = line;
  return (
    <li className="grid grid-cols-[auto_auto_minmax(0,1fr)] gap-x-3 border-b border-line px-3 py-1.5 last:border-b-0">
      <time dateTime={line.time} title={line.time} className="text-muted">
        {timeOf(line)}
      </time>
      <span className={`w-10 font-semibold ${colours[line.level]}`}>{line.level}</span>
      <div className="min-w-0 break-words max-sm:col-span-3">
        <span className="font-medium">{visibleText(line.message)}</span>{' '}
        {pairs.map(([name, value]) => (
          <span key={name} className="text-muted">
            {name}=<span className="text-ink">{value}</span>{' '}
          </span>
        ))}
        {request !== null && (
          <Link
            to="/server/logs"
            search={{ request, ...(level && { level }) }}
            aria-label={said.showRequest(request)}
            title={said.showRequest(request)}
            className="text-accent underline underline-offset-2"
          >
            {shortId(request)}
          </Link>
        )}
        {stack && <pre className="mt-1 overflow-x-auto whitespace-pre-wrap text-danger">{stack}</pre>}
      </div>
    </li>
  );
}

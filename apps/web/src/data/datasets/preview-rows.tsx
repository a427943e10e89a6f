import { Link } from '@tanstack/react-router';
import { useState, type ReactElement } from 'react';
import { visibleText } from '../../chat/visible-text.ts';
import { datasetsText as said } from '../../text/en/datasets.ts';
import { formatNumber } from '../../text/format.ts';
import type { ExportPreview } from './export-queries.ts';
import { RowCode } from './row-code.tsx';

type PreviewedFile = ExportPreview['files'][number];

const longestRow = 20_000;

function rowText(row: unknown): string {
  const text = visibleText(JSON.stringify(row, undefined, 2));
  return text.length > longestRow ? `${text.slice(0, longestRow)}\n${said.rowCut}` : text;
}

const nameOf = ({ split }: PreviewedFile): string =>
  split !== null && Object.hasOwn(said.splits, split) ? said.splits[split as keyof typeof said.splits] : said.rowsTitle;

/** The first rows of each file, as they would be written. */
export function PreviewRows({ files }: { files: readonly PreviewedFile[] }): ReactElement {
  const [chosen, setChosen] = useState<string | null>(null);
  const file = files.find(({ split }) => split === chosen) ?? files[0];
  if (!file) return <></>;
  return (
    <div className="space-y-3">
      {files.length > 1 && (
        <div role="group" aria-label={said.files} className="flex flex-wrap gap-2">
          {files.map((each) => (
            <button
              key={each.split}
              type="button"
              aria-pressed={each === file}
              onClick={() => setChosen(each.split)}
              className="min-h-9 rounded-full border border-control px-3 text-sm aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:font-medium pointer-coarse:min-h-11"
            >
              {nameOf(each)} <span className="text-muted">{formatNumber(each.rows)}</span>
            </button>
          ))}
        </div>
      )}
      {file.first.length === 0 && <p className="text-sm text-muted">{said.noRows}</p>}
      <ol className="space-y-3">
        {file.first.map(({ row, sources }, index) => (
          <li key={sources.join(' ')} data-row className="min-w-0">
            <RowCode json={rowText(row)} label={said.row(index + 1, formatNumber(file.rows))} />
            <p className="mt-1 flex flex-wrap gap-x-3 text-xs text-muted">
              <span>{said.row(index + 1, formatNumber(file.rows))}</span>
              {sources.map((id, place) => (
                <Link
                  key={id}
                  to="/data/interactions/$id"
                  params={{ id }}
                  title={id}
                  className="text-accent underline underline-offset-2"
                >
                  {sources.length === 1 ? said.source : said.sourceOf(place + 1)}
                </Link>
              ))}
            </p>
          </li>
        ))}
      </ol>
    </div>
  );
}

import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Download, Trash2, X } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { download } from '../../api/download.ts';
import { datasetsText as said } from '../../text/en/datasets.ts';
import { formatBytes, formatNumber } from '../../text/format.ts';
import { text } from '../../text/text.ts';
import { Badge, type BadgeLook } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { notifyProblem } from '../../ui/notices.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { exportsQuery, hasEnded, removeExport, type ExportJob } from './export-queries.ts';
import { formatOf, resultOf, type ExportResult } from './export-result.ts';
import { LeftOut } from './left-out.tsx';

const looks: Partial<Record<ExportJob['status'], BadgeLook>> = { succeeded: 'good', failed: 'bad' };

function filePath(id: string, name: string): string {
  return `/v1/exports/${encodeURIComponent(id)}/file?${new URLSearchParams({ name })}`;
}

function Written({ id, result }: { id: string; result: ExportResult }): ReactElement {
  const { files, manifest, interactions, used, left_out: leftOut } = result;
  const save = (name: string): void => void download(filePath(id, name), name).catch(notifyProblem);
  return (
    <>
      <ul className="flex flex-wrap gap-2">
        {files.map(({ name, rows, bytes }) => (
          <li key={name}>
            <Button onClick={() => save(name)}>
              <Download size={16} aria-hidden />
              <span>
                <span className="sr-only">{said.download} </span>
                {name}
              </span>
              <span className="text-xs font-normal text-muted">
                {said.rowCount(rows, formatNumber(rows))} · {formatBytes(bytes)}
              </span>
            </Button>
          </li>
        ))}
        <li className="flex items-center">
          <Link
            to="/train/new"
            search={{ export: id }}
            className="inline-flex min-h-10 items-center px-3 text-sm font-medium text-accent underline-offset-2 hover:underline"
          >
            {said.train}
          </Link>
        </li>
        <li>
          <Button look="quiet" onClick={() => save(manifest)}>
            {said.manifest}
          </Button>
        </li>
      </ul>
      <details className="text-sm">
        <summary className="min-h-9 py-2 text-muted">
          {said.usedOf(formatNumber(used), formatNumber(interactions))}
        </summary>
        <LeftOut counts={leftOut} total={interactions} />
      </details>
    </>
  );
}

/** A dataset that was or is being written. */
export function ExportEntry({ job }: { job: ExportJob }): ReactElement {
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const { id, status, progress, error, created_at: time } = job;
  const format = formatOf(job);
  const result = resultOf(job);
  const name = `${format} ${new Date(time * 1000).toLocaleTimeString('en')}`;
  const remove = async (): Promise<void> => {
    try {
      await removeExport(id);
    } catch (problem) {
      notifyProblem(problem);
    }
    await queries.invalidateQueries(exportsQuery);
  };
  const share = progress?.total ? progress.completed / progress.total : undefined;
  return (
    <li className="space-y-2 px-4 py-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-mono text-sm font-medium">{format}</span>
          <Badge look={looks[status] ?? 'plain'}>{said.states[status]}</Badge>
          <span className="text-xs text-muted">
            <RelativeTime time={time * 1000} />
          </span>
        </p>
        {hasEnded(job) ? (
          <IconButton label={said.remove(name)} onClick={() => setAsking(true)}>
            <Trash2 size={16} aria-hidden />
          </IconButton>
        ) : (
          <Button aria-label={said.cancel(name)} onClick={() => void remove()}>
            <X size={16} aria-hidden />
            {text.cancel}
          </Button>
        )}
      </div>
      {!hasEnded(job) && (
        <>
          <ProgressBar label={said.writing(name)} value={share} />
          <p className="text-xs text-muted">
            {progress ? said.progress(progress.phase, formatNumber(progress.completed)) : said.waiting}
          </p>
        </>
      )}
      {error && <p className="text-sm text-danger">{error.message}</p>}
      {result && <Written id={id} result={result} />}
      {isAsking && (
        <ConfirmDialog
          title={said.removeTitle}
          hint={said.removeHint}
          action={said.removeAction}
          onConfirm={() => void remove()}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  );
}

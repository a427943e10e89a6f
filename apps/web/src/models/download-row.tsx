import type { ReactElement } from 'react';
import { modelsText } from '../text/en/models.ts';
import { formatBytes } from '../text/format.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { isUnderWay, shareOf, type Download } from './downloads.ts';

const said = modelsText.downloads;

function progressText({ status, progress }: Download): string {
  if (!progress) return said.states[status];
  const phase = said.phases[progress.phase] ?? progress.phase;
  const done = formatBytes(progress.completed);
  return `${phase}, ${progress.total === undefined ? done : said.bytesOf(done, formatBytes(progress.total))}`;
}

/** A download with how far it is, or why it is not there. */
export function DownloadRow({
  download,
  onCancel,
  onResume,
}: {
  download: Download;
  onCancel: () => void;
  onResume: () => void;
}): ReactElement {
  const { reference, status, error, time } = download;
  const isRunning = isUnderWay(download);
  return (
    <li>
      <Card className="space-y-2">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <span className="min-w-0 font-medium break-all">{reference}</span>
          {!isRunning && <Badge look={status === 'failed' ? 'bad' : 'plain'}>{said.states[status]}</Badge>}
          <span className="text-sm text-muted">
            {isRunning ? progressText(download) : <RelativeTime time={time} />}
          </span>
          <span className="ml-auto">
            {isRunning ? (
              <Button aria-label={said.cancelNamed(reference)} onClick={onCancel}>
                {said.cancel}
              </Button>
            ) : (
              <Button aria-label={said.resumeNamed(reference)} onClick={onResume}>
                {said.resume}
              </Button>
            )}
          </span>
        </div>
        {isRunning && <ProgressBar label={said.progress(reference)} value={shareOf(download)} />}
        {error && <p className="text-sm break-words text-danger">{error}</p>}
      </Card>
    </li>
  );
}

import type { ReactElement } from 'react';
import { trainText } from '../text/en/train.ts';
import { Badge, type BadgeLook } from '../ui/badge.tsx';
import type { RunStatus } from './train-queries.ts';

const looks: Record<RunStatus, BadgeLook> = {
  queued: 'plain',
  running: 'good',
  paused: 'warning',
  succeeded: 'plain',
  failed: 'bad',
  cancelled: 'warning',
  forgotten: 'plain',
};

/** How a run is. */
export function StatusBadge({ status }: { status: RunStatus }): ReactElement {
  return <Badge look={looks[status]}>{trainText.status[status]}</Badge>;
}

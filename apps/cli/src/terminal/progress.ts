import { SingleBar } from 'cli-progress';
import type { ProgressEvent, ProgressListener } from '@tuneloop/protocol';
import { barStyle, lineIntervalMs } from './bar-style.ts';
import { withoutControlCharacters } from './control-characters.ts';
import { formatBytes, formatDuration } from './units.ts';

const verbs: Record<ProgressEvent['phase'], string> = {
  download: 'Downloading',
  verify: 'Verifying',
  extract: 'Extracting',
  load: 'Loading',
  read: 'Reading',
};

export interface ProgressDisplay {
  readonly listener: ProgressListener;
  /** Leaves the terminal as it was; nothing is shown afterwards. */
  stop(): void;
}

/**
 * Shows long work on `stream`: as a bar on a terminal, as a line now and then elsewhere. `clearOnStop` takes the bar away
 * in the end instead of leaving it.
 */
export function createProgressDisplay(
  stream: NodeJS.WriteStream,
  options: { clearOnStop?: boolean } = {},
): ProgressDisplay {
  return stream.isTTY ? createBar(stream, options.clearOnStop ?? false) : createLines(stream);
}

function createBar(stream: NodeJS.WriteStream, clearOnStop: boolean): ProgressDisplay {
  let bar: SingleBar | undefined;
  let title = '';
  let startedAt = 0;
  let startedWith = 0;
  let stopped = false;

  function start(event: ProgressEvent): void {
    bar?.stop();
    title = titleOf(event);
    startedAt = Date.now();
    startedWith = event.completed;
    bar = new SingleBar({
      ...barStyle,
      stream,
      format: `${title} {bar} {state}`,
      clearOnComplete: clearOnStop,
      linewrap: true,
    });
    bar.start(event.total ?? 0, event.completed, { state: describeState(event) });
  }

  return {
    listener: (event) => {
      if (stopped) return;
      if (titleOf(event) !== title) start(event);
      if (event.total !== undefined) bar?.setTotal(event.total);
      const speed = { bytes: event.completed - startedWith, milliseconds: Date.now() - startedAt };
      bar?.update(event.completed, { state: describeState(event, speed) });
    },
    stop: () => {
      stopped = true;
      bar?.stop();
      bar = undefined;
    },
  };
}

function createLines(stream: NodeJS.WriteStream): ProgressDisplay {
  let title = '';
  let printedAt = 0;
  let complete = false;
  let stopped = false;
  return {
    listener: (event) => {
      const isNew = titleOf(event) !== title;
      const isQuick = event.phase === 'load' || event.phase === 'read';
      const isComplete = !isQuick && event.total !== undefined && event.completed >= event.total;
      if (stopped || (!isNew && (isComplete ? complete : Date.now() - printedAt < lineIntervalMs))) return;
      title = titleOf(event);
      printedAt = Date.now();
      complete = isComplete;
      // These take a moment as a rule: only when one goes on for longer, a line is worth it.
      if (isNew && isQuick) return;
      stream.write(`${title}: ${describeState(event)}\n`);
    },
    stop: () => {
      stopped = true;
    },
  };
}

function titleOf({ phase, label }: ProgressEvent): string {
  const named = label === undefined ? '' : ` ${withoutControlCharacters(label)}`;
  return verbs[phase] + named;
}

/** `12 %  12.0 MB of 98.0 MB  4.1 MB/s  21 s left`, as far as known. */
export function describeState(
  { phase, completed, total }: ProgressEvent,
  speed?: { bytes: number; milliseconds: number },
): string {
  const percent = total ? `${Math.floor((completed / total) * 100)} %` : undefined;
  if (phase === 'load') return percent ?? '';
  const parts = [percent, total ? `${formatBytes(completed)} of ${formatBytes(total)}` : formatBytes(completed)];
  if (speed && speed.milliseconds > 500 && speed.bytes > 0) {
    const bytesPerMs = speed.bytes / speed.milliseconds;
    parts.push(`${formatBytes(bytesPerMs * 1000)}/s`);
    if (total !== undefined && total > completed)
      parts.push(`${formatDuration((total - completed) / bytesPerMs)} left`);
  }
  return parts.filter((part) => part !== undefined).join('  ');
}

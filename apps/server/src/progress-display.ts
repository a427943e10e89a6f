import type { ProgressEvent, ProgressListener } from '@tuneloop/protocol';
import { Presets, SingleBar } from 'cli-progress';
import { amountOf, isPreparing, TimeLeft, titleOf } from './progress-text.ts';

const secondsBetweenLines = 3;

export interface ProgressDisplay {
  show: ProgressListener;
  /** Calls `write`, which writes whole lines to the same terminal, with the bar out of their way. */
  above(write: () => void): void;
  /** Takes the bar away. */
  clear(): void;
}

interface Output {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

/** A bar on a terminal; elsewhere `writeLine` is given a line now and then, which by default is written there. */
export function createProgressDisplay(
  output: Output & NodeJS.WritableStream,
  writeLine: (line: string) => void = (line) => output.write(`${line}\n`),
): ProgressDisplay {
  return output.isTTY === true ? barDisplay(output) : lineDisplay(writeLine);
}

/** Room for the bar's percentage, amount and time beside its title. */
const figuresWidth = 44;

function formatOf(event: ProgressEvent, columns: number): { format: string; barsize: number } {
  if (isPreparing(event)) return { format: titleOf(event), barsize: 0 };
  const barsize = columns < 70 ? 0 : columns < 110 ? 10 : 30;
  const bar = barsize === 0 ? '' : ' [{bar}]';
  // Braces in a file's name are no place-holders.
  const title = titleOf(event).replaceAll(/[{}]/g, '');
  const room = Math.max(12, columns - barsize - figuresWidth);
  const fitting = title.length <= room ? title : `${title.slice(0, room - 1)}…`;
  return { format: `${fitting}${bar} {percentage} %{figures}`, barsize };
}

function barDisplay(output: Output & NodeJS.WritableStream): ProgressDisplay {
  let current: { event: ProgressEvent; timeLeft: TimeLeft } | undefined;
  let bar: SingleBar | undefined;

  const figures = (): string => {
    if (current === undefined || current.event.phase === 'load') return '';
    return amountOf(current.event) + current.timeLeft.describe(current.event, performance.now());
  };
  const draw = (): void => {
    if (current === undefined) return;
    const { total = 1, completed } = current.event;
    bar = new SingleBar(
      {
        ...formatOf(current.event, output.columns ?? 80),
        stream: output,
        clearOnComplete: true,
        linewrap: true,
        // The server ends on signals by its own rules.
        gracefulExit: false,
      },
      Presets.rect,
    );
    bar.start(total, completed, { figures: figures() });
  };
  const erase = (): void => {
    bar?.stop();
    bar = undefined;
  };

  return {
    show(event) {
      if (event.total === undefined) return;
      const isSame = current !== undefined && titleOf(current.event) === titleOf(event);
      if (isSame) {
        current!.event = event;
        bar?.update(event.completed, { figures: figures() });
        return;
      }
      erase();
      current = { event, timeLeft: new TimeLeft(event, performance.now()) };
      draw();
    },
    above(write) {
      // Erased and drawn anew, since the bar returns to the line where it was drawn first.
      erase();
      write();
      draw();
    },
    clear() {
      erase();
      current = undefined;
    },
  };
}

function lineDisplay(writeLine: (line: string) => void): ProgressDisplay {
  let lastAt = -Infinity;
  let lastTitle = '';
  return {
    above: (write) => write(),
    clear: () => undefined,
    show(event) {
      const title = titleOf(event);
      const now = performance.now() / 1000;
      if (title === lastTitle && now - lastAt < secondsBetweenLines) return;
      lastTitle = title;
      lastAt = now;
      const share = event.total ? ` ${Math.floor((100 * event.completed) / event.total)} %` : '';
      writeLine(isPreparing(event) ? title : `${title}…${share}`);
    },
  };
}

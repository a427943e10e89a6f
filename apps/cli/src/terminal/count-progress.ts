import { SingleBar } from 'cli-progress';
import { barStyle, lineIntervalMs } from './bar-style.ts';

export interface CountProgress {
  /** `total` where it is known. */
  update(completed: number, total?: number): void;
  /** Leaves the terminal as it was. */
  stop(): void;
}

/** Shows how many of something are done on `stream`: as a bar on a terminal, as a line now and then elsewhere. */
export function createCountProgress(stream: NodeJS.WriteStream, title: string): CountProgress {
  let shownAt = Date.now();
  if (!stream.isTTY) {
    return {
      update(completed, total) {
        if (Date.now() - shownAt < lineIntervalMs) return;
        shownAt = Date.now();
        stream.write(`${title}: ${describe(completed, total)}\n`);
      },
      stop: () => undefined,
    };
  }
  const bar = new SingleBar({
    ...barStyle,
    stream,
    format: `${title} {bar} {state}`,
    clearOnComplete: true,
  });
  bar.start(0, 0, { state: '' });
  return {
    update(completed, total) {
      bar.setTotal(total ?? 0);
      bar.update(completed, { state: describe(completed, total) });
    },
    stop: () => bar.stop(),
  };
}

function describe(completed: number, total: number | undefined): string {
  return total === undefined ? String(completed) : `${completed} of ${total}`;
}

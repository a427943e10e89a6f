import type { ProgressEvent, ProgressListener } from '@tuneloop/protocol';
import { createProgressDisplay, type ProgressDisplay } from './progress.ts';

/** Progress on a terminal that a log and notices share. */
export interface ServerProgress {
  show: ProgressListener;
  /** Calls `write`, which writes whole lines, with the bar out of their way. */
  above(write: () => void): void;
  /** Takes the bar away, until there is progress again. */
  clear(): void;
}

/** The bar is taken away for each line that is written, and drawn anew below it. */
export function createServerProgress(stream: NodeJS.WriteStream): ServerProgress {
  let display: ProgressDisplay | undefined;
  let last: ProgressEvent | undefined;

  const erase = (): void => {
    display?.stop();
    display = undefined;
  };
  const draw = (event: ProgressEvent): void => {
    display ??= createProgressDisplay(stream, { clearOnStop: true });
    display.listener(event);
  };

  return {
    show(event) {
      last = event;
      draw(event);
    },
    above(write) {
      // Where there is no bar nothing is in the way.
      if (!stream.isTTY || display === undefined) {
        write();
        return;
      }
      erase();
      write();
      if (last !== undefined) draw(last);
    },
    clear() {
      last = undefined;
      erase();
    },
  };
}

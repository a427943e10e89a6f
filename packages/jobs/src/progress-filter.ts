import type { JobProgress } from '@tuneloop/protocol';

/** Keeps the first progress of a phase, its end, and what is there every `intervalMs` in between. */
export interface ProgressFilter {
  add(progress: JobProgress): void;
  /** Writes what is held back, so that it stands before what comes next. */
  flush(): void;
  /** Drops what is held back. */
  stop(): void;
}

export function createProgressFilter(write: (progress: JobProgress) => void, intervalMs: number): ProgressFilter {
  let held: JobProgress | undefined;
  let phase: string | undefined;
  let timer: NodeJS.Timeout | undefined;

  const stop = (): void => {
    clearTimeout(timer);
    timer = undefined;
    held = undefined;
  };
  const emit = (progress: JobProgress): void => {
    stop();
    phase = progress.phase;
    timer = setTimeout(() => {
      timer = undefined;
      if (held) emit(held);
    }, intervalMs).unref();
    write(progress);
  };
  return {
    add(progress) {
      const isLast = progress.completed === progress.total;
      if (timer === undefined || progress.phase !== phase || isLast) {
        if (progress.phase !== phase && held) write(held);
        emit(progress);
      } else {
        held = progress;
      }
    },
    flush() {
      if (held) emit(held);
    },
    stop,
  };
}

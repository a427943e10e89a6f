import type { ProgressEvent, ProgressListener } from '@tuneloop/protocol';

/** Passes on the first event of a phase, its last (`completed` = `total`), and in between one each `intervalMs`. */
export function throttleProgress(listener: ProgressListener, intervalMs = 100): ProgressListener {
  let phase: ProgressEvent['phase'] | undefined;
  let lastTime = 0;
  return (event) => {
    const now = performance.now();
    if (event.phase === phase && event.completed !== event.total && now - lastTime < intervalMs) return;
    phase = event.phase;
    lastTime = now;
    listener(event);
  };
}

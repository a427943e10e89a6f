import type { Options } from 'cli-progress';

/** How bars look and behave, whatever they show. */
export const barStyle: Options = {
  barCompleteChar: '█',
  barIncompleteChar: '░',
  barsize: 24,
  hideCursor: true,
  // The command handles signals itself.
  gracefulExit: false,
  fps: 8,
  emptyOnZero: true,
};

/** How often there is a line where there is no bar. */
export const lineIntervalMs = 5000;

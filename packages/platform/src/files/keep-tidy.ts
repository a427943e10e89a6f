import type { Logger } from '../logging/logger.ts';
import { removeLeftovers } from './remove-leftovers.ts';

const dayMs = 24 * 3_600_000;

/** Removes from the data folder what killed processes have left, at once and then daily, until it is disposed of. */
export function keepTidy(folder: string, logger: Logger): Disposable {
  const tidy = async (): Promise<void> => {
    const removed = await removeLeftovers(folder);
    if (removed.length > 0) logger.info({ removed }, 'removed what killed processes had left in the data folder');
  };
  void tidy();
  const timer = setInterval(() => void tidy(), dayMs);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

import { performance } from 'node:perf_hooks';
import process from 'node:process';

/** Looks this often, in ms. */
const interval = 5;
/** A longer pause between two looks is the machine's, unless this process computed. */
const usualPause = 25;

export interface OwnTime extends Disposable {
  /** Milliseconds since it began, without those in which a busy machine let this process wait. */
  milliseconds(): number;
}

/** For how long something takes in this process, beside others that take its cores. */
export function measureOwnTime(): OwnTime {
  let total = 0;
  let last = performance.now();
  let usage = process.cpuUsage();
  const look = (): void => {
    const now = performance.now();
    const { user, system } = process.cpuUsage(usage);
    total += Math.min(now - last, Math.max(usualPause, (user + system) / 1000));
    last = now;
    usage = process.cpuUsage();
  };
  const timer = setInterval(look, interval);
  return {
    milliseconds() {
      look();
      return total;
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

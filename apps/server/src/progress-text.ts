import type { ProgressEvent } from '@tuneloop/protocol';

const verbs: Record<ProgressEvent['phase'], string> = {
  download: 'Downloading',
  verify: 'Verifying',
  extract: 'Unpacking',
  load: 'Loading',
  read: 'Reading',
};
const megabyte = 1e6;

/** After the weights are loaded the engine still measures what is fastest here, for which it reports no progress. */
export const isPreparing = ({ phase, completed, total }: ProgressEvent): boolean =>
  phase === 'load' && total !== undefined && completed >= total;

/** `Downloading model.gguf` */
export function titleOf(event: ProgressEvent): string {
  if (isPreparing(event)) return 'Preparing the model…';
  return `${verbs[event.phase]} ${event.label ?? 'the model'}`;
}

/** ` | 49 of 98 MB`; nothing for what is not counted in bytes. */
export function amountOf({ phase, completed, total }: ProgressEvent): string {
  if (phase === 'load' || total === undefined) return '';
  return ` | ${Math.round(completed / megabyte)} of ${Math.round(total / megabyte)} MB`;
}

/** How long one phase of work will take, from how it went so far. */
export class TimeLeft {
  readonly #startedAt: number;
  readonly #startedWith: number;

  /** `now` in ms. A download that is resumed does not begin with 0. */
  constructor({ completed }: ProgressEvent, now: number) {
    this.#startedAt = now;
    this.#startedWith = completed;
  }

  /** ` | 12 s left`; nothing in the first second, while nothing has come, and at the end. */
  describe({ completed, total }: ProgressEvent, now: number): string {
    const elapsed = now - this.#startedAt;
    const done = completed - this.#startedWith;
    if (total === undefined || elapsed < 1000 || done <= 0 || completed >= total) return '';
    const seconds = Math.ceil((((total - completed) / done) * elapsed) / 1000);
    return ` | ${seconds < 100 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`} left`;
  }
}

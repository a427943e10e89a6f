import { learningRateOf } from '../config/training-config.ts';
import type { TrainingRun } from '../driver/training-driver.ts';
import type { TrainingEvent } from '../driver/training-event.ts';
import type { ProgressLine } from './progress-line.ts';

/** Makes steps of the bars that the program draws, one for each epoch. */
export class Epochs {
  readonly #count: number;
  readonly #emit: (event: TrainingEvent) => void;
  readonly #learningRate: number;
  #epoch = 0;
  #completed = Number.POSITIVE_INFINITY;
  #total = 0;
  #loss = Number.NaN;

  constructor(count: number, emit: (event: TrainingEvent) => void, { config }: Pick<TrainingRun, 'config'>) {
    this.#count = count;
    this.#emit = emit;
    this.#learningRate = learningRateOf(config);
  }

  /** Of the last epoch. */
  get result(): { steps: number; loss: number } {
    return { steps: this.#epoch * this.#total, loss: this.#loss };
  }

  add({ phase, completed, total, loss, etaSeconds }: ProgressLine): void {
    if (phase !== 'train') return;
    // The bar begins again.
    if (completed < this.#completed) this.#epoch += 1;
    // The last line of a bar is written twice.
    else if (completed === this.#completed) return;
    this.#completed = completed;
    this.#total = total;
    this.#loss = loss;
    const secondsEach = completed === total ? undefined : etaSeconds / (total - completed);
    const left = this.#count * total - ((this.#epoch - 1) * total + completed);
    this.#emit({
      type: 'step',
      step: (this.#epoch - 1) * total + completed,
      steps: this.#count * total,
      epoch: this.#epoch - 1 + completed / total,
      loss,
      learningRate: this.#learningRate,
      ...(secondsEach !== undefined && { etaSeconds: secondsEach * left }),
    });
  }
}

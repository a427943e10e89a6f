import type { JobGraphEvent } from '@tuneloop/protocol';
import { formatDuration } from '../terminal/units.ts';
import { sparkline } from './sparkline.ts';

/** What of a run is shown while it goes. */
export interface RunProgress {
  /** The step that began last. */
  readonly step: string;
  /** The title of what is being done. */
  readonly title: string;
  readonly completed: number;
  readonly total: number | undefined;
  /** Figures, one line: `step 12 of 40  loss 1.21 ▇▅▃  lr 1.8e-4  310 tok/s  41 s left`. */
  readonly state: string;
  /** Takes an event in. */
  add(event: JobGraphEvent): void;
}

const titles: Readonly<Record<string, string>> = {
  collect: 'Collecting rows',
  prepare: 'Preparing',
  train: 'Training',
  convert: 'Converting',
  parity: 'Checking parity',
  evaluate: 'Evaluating',
  gate: 'Deciding',
  publish: 'Publishing',
  report: 'Writing the report',
};

const phases: Readonly<Record<string, string>> = {
  environment: 'Fetching Python packages',
  import: 'Starting Python',
  base: 'Preparing the base',
  data: 'Reading the data',
  load: 'Loading the base',
  read: 'Reading the data',
  save: 'Saving',
  turn: 'Waiting for another training',
};

/** Of a step, for people. */
export function titleOf(step: string): string {
  return titles[step] ?? step;
}

export function createRunProgress(): RunProgress {
  let step = 'prepare';
  let phase: string | undefined;
  let completed = 0;
  let total: number | undefined;
  let losses: number[] = [];
  let figures: Readonly<Record<string, number>> = {};

  const begin = (next: string): void => {
    step = next;
    phase = undefined;
    completed = 0;
    total = undefined;
  };

  return {
    get step() {
      return step;
    },
    get title() {
      return (phase === undefined ? undefined : phases[phase]) ?? titleOf(step);
    },
    get completed() {
      return completed;
    },
    get total() {
      return total;
    },
    get state() {
      const count = total === undefined ? undefined : `${completed} of ${total}`;
      const isTraining = step === 'train' && losses.length > 0;
      return [count, ...(isTraining ? describeFigures(losses, figures) : [])].filter(Boolean).join('  ');
    },
    add({ step: name, event }) {
      if (event.type === 'started') {
        begin(name);
        // A run that goes on tells of its steps again.
        if (name === 'train' && event.attempt === 1) losses = [];
      }
      if (event.type === 'progress') {
        if (name !== step) begin(name);
        phase = event.phase === 'train' ? undefined : event.phase;
        ({ completed, total } = event);
      }
      if (event.type === 'metrics' && event.values['loss'] !== undefined) {
        losses.push(event.values['loss']);
        figures = event.values;
      }
    },
  };
}

function describeFigures(losses: readonly number[], figures: Readonly<Record<string, number>>): string[] {
  const { learning_rate: rate, tokens_per_second: speed, eta_seconds: left } = figures;
  return [
    `loss ${(losses.at(-1) ?? 0).toFixed(3)} ${sparkline(losses)}`.trim(),
    ...(rate === undefined ? [] : [`lr ${rate.toExponential(1)}`]),
    ...(speed === undefined ? [] : [`${Math.round(speed)} tok/s`]),
    ...(left === undefined ? [] : [`${formatDuration(Math.max(0, Math.round(left)) * 1000)} left`]),
  ];
}

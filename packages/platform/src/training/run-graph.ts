import type { JobStep } from '@tuneloop/protocol';
import type { StepName } from './step-names.ts';
import type { StoredRun } from './stored-run.ts';

/** A step that finds the data, before all others. */
export type CollectStep = Omit<JobStep, 'name' | 'after'>;

const kinds: Readonly<Record<Exclude<StepName, 'collect'>, string>> = {
  prepare: 'prepare-training',
  train: 'train',
  convert: 'convert-trained',
  parity: 'check-parity',
  evaluate: 'evaluate',
  gate: 'gate',
  publish: 'publish',
  report: 'write-report',
};

/** The jobs of a run. Each comes after all before it, and so has the results of all of them. */
export function graphOf({ id, config, evaluate, modelName }: StoredRun, collect?: CollectStep): JobStep[] {
  const names: (keyof typeof kinds)[] = ['prepare', 'train'];
  if (modelName !== undefined && config.method !== 'reward') {
    // A model of its own is served beside its base, and takes nobody's place.
    names.push('convert');
  } else if (config.method !== 'reward') {
    // A reward model scores answers, and gives none: there is nothing to serve.
    names.push('convert', 'parity', ...(evaluate ? (['evaluate'] as const) : []), 'gate', 'publish', 'report');
  }
  const first: JobStep[] = collect ? [{ ...collect, name: 'collect' }] : [];
  return [
    ...first,
    ...names.map((name, index) => ({
      name,
      kind: kinds[name],
      input: { run: id },
      after: [...first.map((step) => step.name), ...names.slice(0, index)],
    })),
  ];
}

/** The steps of a run, by their names in its graph. */
export const stepNames = [
  'collect',
  'prepare',
  'train',
  'convert',
  'parity',
  'evaluate',
  'gate',
  'publish',
  'report',
] as const;

export type StepName = (typeof stepNames)[number];

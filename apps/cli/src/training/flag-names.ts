/** Settings of a training that have flags of their own. */
export const flagSettings: Readonly<Record<string, string>> = {
  method: 'method',
  epochs: 'epochs',
  maxSteps: 'maxSteps',
  rank: 'lora.rank',
  learningRate: 'learningRate',
  batchSize: 'batchSize',
  maxLength: 'maxLength',
  quantization: 'quantization',
  seed: 'seed',
};

/** Words of a request that are no setting, but have a flag. */
const requestFlags = ['maxProblems', 'continueFrom', 'promoteIf', 'minRatings'];

const flags: ReadonlyMap<string, string> = new Map([
  ...Object.entries(flagSettings).map(([flag, setting]) => [setting, `--${kebab(flag)}`] as const),
  ...requestFlags.map((name) => [name, `--${kebab(name)}`] as const),
]);

/** How a person gives this setting: `--max-length`, `--set lora.variant`. */
export function flagOf(setting: string): string {
  return flags.get(setting) ?? `--set ${setting}`;
}

/** Settings that sentences name as they are called over HTTP and in code, and that no other word looks like. */
const named =
  /(?<![\w.-])(?:maxProblems|continueFrom|promoteIf|minRatings|maxSteps|maxLength|maxGradNorm|batchSize|learningRate|gradientAccumulation|gradientCheckpointing|lora\.targetModules|checkpoint\.(?:keep|everySteps))(?![\w.]*\w)/g;

/** A sentence about a training, with its settings named as this program takes them. */
export function nameFlags(text: string): string {
  return text.replaceAll(named, flagOf);
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

import type { TrainingDriver } from '@tuneloop/lora';
import type { TrainingTools } from './create-training.ts';
import type { PeftToolsOptions } from './peft-tools.ts';

/** The tools of `createPeftTools`. They are loaded when something is trained first, and not when a server starts. */
export function createLazyTools(options: PeftToolsOptions): TrainingTools {
  let loaded: Promise<TrainingTools> | undefined;
  const load = (): Promise<TrainingTools> => {
    loaded ??= import('./peft-tools.ts').then(({ createPeftTools }) => createPeftTools(options));
    return loaded;
  };
  const driver = async (): Promise<TrainingDriver> => (await load()).driver;
  return {
    driver: {
      name: options.training.driver,
      probe: async (call) => (await driver()).probe(call),
      async *prepare(run, call) {
        yield* (await driver()).prepare(run, call);
      },
      async *train(run, call) {
        yield* (await driver()).train(run, call);
      },
      async *resume(run, call) {
        yield* (await driver()).resume(run, call);
      },
    },
    steps: {
      plan: async (call) => (await load()).steps.plan(call),
      inspect: async (call) => (await load()).steps.inspect(call),
      trained: async (call) => (await load()).steps.trained(call),
      convert: async (call) => (await load()).steps.convert(call),
      checkParity: async (call) => (await load()).steps.checkParity(call),
      evaluate: async (call) => (await load()).steps.evaluate(call),
      describe: async (call) => (await load()).steps.describe(call),
      report: async (call) => (await load()).steps.report(call),
    },
  };
}

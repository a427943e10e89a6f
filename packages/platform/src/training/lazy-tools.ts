import type { TrainingDriver } from '@tuneloop/lora';
import type { TrainingTools } from './create-training.ts';
import { openDrivers, type DriverOptions, type Drivers } from './open-drivers.ts';
import type { TrainingSteps } from './training-steps.ts';

export interface LazyToolsOptions extends DriverOptions {
  /** Where whole models go to; absolute. */
  finetunedFolder: string;
}

/** What trains, and steps that use PEFT's Python: loaded when something is trained first, and not when a server starts. */
export function createLazyTools(options: LazyToolsOptions): TrainingTools {
  const { cacheFolder, finetunedFolder } = options;
  const drivers = once((): Promise<Drivers> => openDrivers(options));
  const driver = async (): Promise<TrainingDriver> => (await drivers()).driver;
  const steps = once(async (): Promise<TrainingSteps> => {
    const { createPeftSteps } = await import('./peft-steps.ts');
    return createPeftSteps((await drivers()).peft, { cacheFolder, finetunedFolder });
  });
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
      plan: async (call) => (await steps()).plan(call),
      inspect: async (call) => (await steps()).inspect(call),
      trained: async (call) => (await steps()).trained(call),
      convert: async (call) => (await steps()).convert(call),
      checkParity: async (call) => (await steps()).checkParity(call),
      evaluate: async (call) => (await steps()).evaluate(call),
      describe: async (call) => (await steps()).describe(call),
      report: async (call) => (await steps()).report(call),
    },
  };
}

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => (loaded ??= load());
}
